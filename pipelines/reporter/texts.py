"""Every sentence of the report in its two languages. Braces are filled by the section that uses the text."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Texts:
    """One language. The field says where the text stands."""

    title: str
    subject: str
    week_of_year: str
    zone: str
    week_running: str

    summary: str
    tracked: str
    tracked_note: str
    to_previous: str
    to_previous_note: str
    to_mean: str
    to_mean_note: str
    no_comparison: str
    not_over: str
    complete_days: str
    complete_days_value: str
    complete_days_note: str
    most_time: str
    change_to_previous: str
    change_to_mean: str
    no_change: str

    breakdown: str
    breakdown_alt: str
    category: str
    hours: str
    per_day: str
    share: str
    change: str
    total: str
    share_note: str
    change_note: str

    strip: str
    strip_note: str
    strip_alt: str
    clock_change: str

    trend: str
    trend_note: str
    trend_alt: str
    trend_maximum: str

    quality: str
    as_of: str
    last_synced: str
    never: str
    span: str
    entries_week: str
    entries: str
    deleted: str
    running: str
    skipped: str
    untracked_week: str
    untracked_all: str
    glyph_note: str

    nothing_week: str
    nothing_week_help: str
    nothing_future: str
    nothing_future_help: str
    nothing_ever: str
    nothing_ever_help: str

    gap: str
    other: str
    more: str
    nameless: str
    footer: str
    categories: dict[str, str]


ENGLISH = Texts(
    title="Weekly report",
    subject="Where the hours of the week {period} went",
    week_of_year="Week {week} of {year}",
    zone="Time zone {zone}",
    week_running="This week is not over. The figures run to {instant}; changes are shown when it is.",
    summary="Summary",
    tracked="Tracked",
    tracked_note="{share} of {length}",
    to_previous="Against last week",
    to_previous_note="last week: {hours}",
    to_mean="Against the usual week",
    to_mean_note="{weeks} mean: {hours}",
    no_comparison="no whole week before",
    not_over="this week is not over",
    complete_days="Well-tracked days",
    complete_days_value="{count} of {days}",
    complete_days_note="at least 95 % tracked",
    most_time="Most time",
    change_to_previous="Changed most against last week",
    change_to_mean="Changed most against the usual week",
    no_change="No change.",
    breakdown="Time by day and category",
    breakdown_alt="Stacked bars of the tracked hours of each day by category. The table beside it has the sums.",
    category="Category",
    hours="Week",
    per_day="Per day",
    share="Share",
    change="Change",
    total="All hours",
    share_note="Share: of all hours of the week.",
    change_note="Change: against last week.",
    strip="The week, hour by hour",
    strip_note="Hours since midnight.",
    strip_alt="One row per day from midnight to midnight; each piece of tracked time has the colour of its category.",
    clock_change="{day} has {length}: the clock went from {before} to {after}.",
    trend="Twelve weeks",
    trend_note="Hours per week, {first} to {last}. Each panel has its own scale. The line is the mean.",
    trend_alt="Bars of hours per week for {category}; this week {hours}.",
    trend_maximum="max {hours}",
    quality="Data quality",
    as_of="As of",
    last_synced="Last sync",
    never="never",
    span="Records",
    entries_week="Entries this week",
    entries="Entries in all",
    deleted="Deleted entries",
    running="Running entries",
    skipped="Skipped file rows",
    untracked_week="Untracked this week",
    untracked_all="Untracked in all",
    glyph_note="〓 stands for a character that the fonts of this report do not have.",
    nothing_week="No time was tracked in this week.",
    nothing_week_help=(
        "The records run from {first} to {last}. If time is missing, add it in Toggl Track, or import a file with "
        "lifetracer import toggl FILE.csv, then run lifetracer run pipeline --wait. For another week: lifetracer run "
        "reporter --date DAY --wait."
    ),
    nothing_future="This week has not begun.",
    nothing_future_help="The data run to {instant}. Choose an earlier week with --date.",
    nothing_ever="No time has been tracked yet.",
    nothing_ever_help=(
        "Set TOGGL_API_TOKEN to read Toggl Track, or import a file with lifetracer import toggl FILE.csv, then run "
        "lifetracer run pipeline --wait. The report fills from the first entry on."
    ),
    gap=" ",
    other="Other ({count})",
    more="{count} more",
    nameless="(no name)",
    footer="LifeTracer · {title} · {period}",
    categories={},
)

JAPANESE = Texts(
    title="週間レポート",
    subject="{period}の時間の使い方",
    week_of_year="{year}年 第{week}週",
    zone="タイムゾーン {zone}",
    week_running="この週はまだ終わっていません。数値は{instant}までのもので、増減は週が終わると表示されます。",
    summary="概要",
    tracked="記録した時間",
    tracked_note="{length}の{share}",
    to_previous="前週との差",
    to_previous_note="前週 {hours}",
    to_mean="ふだんの週との差",
    to_mean_note="直前{weeks}の平均 {hours}",
    no_comparison="比較できる週がありません",
    not_over="この週は途中です",
    complete_days="十分に記録した日",
    complete_days_value="{count} / {days}日",
    complete_days_note="1日の95%以上を記録",
    most_time="時間の多いカテゴリ",
    change_to_previous="前週からの変化が大きいもの",
    change_to_mean="ふだんの週との差が大きいもの",
    no_change="変化なし",
    breakdown="曜日・カテゴリ別の時間",
    breakdown_alt="1日ごとの記録時間をカテゴリ別に積み上げた棒グラフ。合計は隣の表にあります。",
    category="カテゴリ",
    hours="週合計",
    per_day="1日平均",
    share="割合",
    change="増減",
    total="全時間",
    share_note="割合は週の全時間に対する比率です。",
    change_note="増減は前週との差です。",
    strip="1週間の24時間",
    strip_note="横軸は午前0時からの経過時間です。",
    strip_alt="1日を1行とし、午前0時からの時間の流れをカテゴリの色で示した図。",
    clock_change="{day}は{length}の日です(時計が{before}から{after}に変わりました)。",
    trend="12週間の推移",
    trend_note="{first}から{last}までの週あたりの時間。縦軸は図ごとに異なり、線は平均です。",
    trend_alt="{category}の週あたりの時間の棒グラフ。今週は{hours}。",
    trend_maximum="最大 {hours}",
    quality="データの品質",
    as_of="データの時点",
    last_synced="最終同期",
    never="なし",
    span="記録の期間",
    entries_week="今週の記録数",
    entries="全記録数",
    deleted="削除された記録",
    running="計測中の記録",
    skipped="読み飛ばした行",
    untracked_week="今週の未記録時間",
    untracked_all="全期間の未記録時間",
    glyph_note="「〓」は、このレポートの書体にない文字を表します。",
    nothing_week="この週に記録された時間はありません。",
    nothing_week_help=(
        "記録の期間は{first}から{last}までです。記録が足りないときは Toggl Track に追加するか、"
        "lifetracer import toggl FILE.csv でファイルを取り込み、lifetracer run pipeline --wait を実行してください。"
        "別の週を表示するには lifetracer run reporter --date 日付 --wait を使います。"
    ),
    nothing_future="この週はまだ始まっていません。",
    nothing_future_help="データは{instant}までです。--date でそれより前の週を選んでください。",
    nothing_ever="記録された時間がまだありません。",
    nothing_ever_help=(
        "TOGGL_API_TOKEN を設定して Toggl Track から読み込むか、lifetracer import toggl FILE.csv で"
        "ファイルを取り込み、lifetracer run pipeline --wait を実行してください。最初の記録からレポートに表示されます。"
    ),
    gap="",
    other="その他({count}件)",
    more="ほか{count}件",
    nameless="(名称なし)",
    footer="LifeTracer · {title} · {period}",
    categories={
        "Vitals": "生活基本",
        "Sleep": "睡眠",
        "Exercise": "運動",
        "Overhead": "雑務",
        "Work": "仕事",
        "Education": "学習",
        "Creative": "創作",
        "Social": "交流",
        "Meta": "自己管理",
        "Pleasure": "娯楽",
        "Uncategorized": "未分類",
        "Untracked": "未記録",
    },
)

TEXTS = {"en": ENGLISH, "ja": JAPANESE}
