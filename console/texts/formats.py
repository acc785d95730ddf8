"""How dates, times of the clock and durations are written in each language."""

from datetime import date, datetime, timedelta

from console.texts.fields import Texts

MINUTES, SECONDS = 60, 60
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "ja": ("月", "火", "水", "木", "金", "土", "日"),
}
MINUS = "\N{MINUS SIGN}"


class Formats:
    """Writes values in the language of the texts; all times are local ones."""

    def __init__(self, texts: Texts) -> None:
        self._is_ja = texts.language == "ja"
        self._texts = texts

    def day(self, day: date) -> str:
        """Return a date with its weekday: `Monday 29 June`."""
        weekday = _WEEKDAYS[self._texts.language][day.weekday()]
        return f"{self.month_day(day)}（{weekday}）" if self._is_ja else f"{weekday} {self.month_day(day)}"

    def month_day(self, day: date) -> str:
        """Return a date without a year: `29 June`."""
        return f"{day.month}月{day.day}日" if self._is_ja else f"{day.day} {_MONTHS[day.month - 1]}"

    def weekday(self, day: date) -> str:
        """Return the name of a weekday: `Sunday`."""
        name = _WEEKDAYS[self._texts.language][day.weekday()]
        return f"{name}曜日" if self._is_ja else name

    def weekday_letter(self, day: date) -> str:
        """Return the shortest name of a weekday, for an axis."""
        return _WEEKDAYS[self._texts.language][day.weekday()][:1]

    def time(self, at: datetime) -> str:
        """Return a time of the clock: `07:29`."""
        return f"{at.hour}:{at.minute:02}" if self._is_ja else f"{at:%H:%M}"

    def precise_time(self, at: datetime) -> str:
        """Return a time of the clock with seconds."""
        return f"{at:%H:%M:%S}"

    def date_time(self, at: datetime) -> str:
        """Return date and time: `29 June 07:29`."""
        return f"{self.month_day(at.date())} {self.time(at)}"

    def when(self, at: datetime, today: date) -> str:
        """Return a time as seen from a day: `today 01:00`, `yesterday 21:14`, `18 June 01:00`."""
        if at.date() == today:
            return self._texts.today_at.format(time=self.time(at))
        if at.date() == today - timedelta(days=1):
            return self._texts.yesterday_at.format(time=self.time(at))
        return self.date_time(at)

    def clock(self, minutes: float) -> str:
        """Return minutes as `h:mm`, for tables."""
        whole = round(abs(minutes))
        return f"{whole // MINUTES}:{whole % MINUTES:02}"

    def change(self, minutes: float) -> str:
        """Return a difference in minutes as `h:mm` with its sign."""
        sign = "" if round(minutes) == 0 else "+" if minutes > 0 else MINUS
        return sign + self.clock(minutes)

    def duration(self, minutes: float) -> str:
        """Return minutes for a sentence: `7 h 31`, `45 min`; `7時間31分`."""
        whole = round(abs(minutes))
        hours, rest = divmod(whole, MINUTES)
        if self._is_ja:
            return f"{hours}時間{rest}分" if hours and rest else f"{hours}時間" if hours else f"{rest}分"
        if not hours:
            return f"{rest} min"
        return f"{hours} h {rest:02}" if rest else f"{hours} h"

    def seconds(self, seconds: float) -> str:
        """Return how long a run took: `4.1 s`, `24 s`, `1 min 1 s`, `2 h 05`."""
        if seconds < 10:  # noqa: PLR2004 below it a tenth matters
            number = f"{seconds:.1f}"
            return f"{number}秒" if self._is_ja else f"{number} s"
        minutes, rest = divmod(round(seconds), SECONDS)
        if minutes >= MINUTES:
            return self.duration(minutes)
        if self._is_ja:
            return f"{minutes}分{rest}秒" if minutes and rest else f"{minutes}分" if minutes else f"{rest}秒"
        return f"{minutes} min {rest} s" if minutes and rest else f"{minutes} min" if minutes else f"{rest} s"

    def number(self, number: float) -> str:
        """Return a whole number with its thousands apart."""
        return f"{number:,.0f}"

    def bytes(self, size: int) -> str:
        """Return a size: `176 kB`."""
        return f"{size / 1000:,.0f} kB"
