// The live log, and small comforts. Every page works without this file, but for the log that grows.
const MOST_LINES = 5000;
const NEAR_END = 24;

class LiveLog {
  constructor(card) {
    this.card = card;
    this.box = card.querySelector(".log");
    this.list = this.box.querySelector("ol");
    this.follow = card.querySelector("[data-follow]");
    this.warnings = card.querySelector("[data-warnings]");
    this.state = card.querySelector("[data-state]");
    this.button = card.querySelector("[data-new]");
    this.waiting = [];
    this.unseen = 0;
    for (const label of card.querySelectorAll(".logbar label")) label.hidden = false;
    this.box.addEventListener("scroll", () => this.scrolled());
    this.follow.addEventListener("change", () => this.follow.checked && this.toEnd());
    this.button.addEventListener("click", () => this.toEnd());
    this.warnings.addEventListener("change", () => this.filter());
    this.copying(card.querySelector("[data-copy]"));
    if (card.hasAttribute("data-live")) this.open();
    else this.follow.closest("label").hidden = true;
  }

  open() {
    const source = new EventSource(`/jobs/${this.card.dataset.job}/log`);
    source.onopen = () => this.say("");
    source.onerror = () => this.say(this.card.dataset.reconnecting);
    source.onmessage = (event) => this.add(JSON.parse(event.data));
    source.addEventListener("state", (event) => this.show(JSON.parse(event.data)));
    source.addEventListener("end", (event) => {
      source.close();
      this.show(JSON.parse(event.data));
      this.say(this.card.dataset.ended);
      this.card.removeAttribute("data-live");
    });
    addEventListener("pagehide", () => source.close());
  }

  show({ fragment, acts }) {
    this.card.querySelector("[data-fragment]").innerHTML = fragment;
    if (acts !== undefined) this.card.querySelector("[data-acts]").innerHTML = acts;
  }

  add(line) {
    this.waiting.push(line);
    // Lines that come fast are drawn together, once a frame; a hidden page draws none, and still has them.
    if (this.waiting.length === 1) (document.hidden ? setTimeout : requestAnimationFrame)(() => this.draw(), 50);
  }

  draw() {
    const rows = document.createDocumentFragment();
    for (const line of this.waiting) {
      const row = document.createElement("li");
      row.dataset.level = line.level;
      for (const [name, text] of [["time", line.at], ["i", line.source], ["span", line.text]]) {
        row.appendChild(document.createElement(name)).textContent = text;
      }
      rows.append(row);
    }
    const count = this.waiting.length;
    this.waiting = [];
    const before = this.box.scrollHeight;
    this.list.append(rows);
    while (this.list.childElementCount > MOST_LINES) this.list.firstElementChild.remove();
    if (this.follow.checked) this.box.scrollTop = this.box.scrollHeight;
    else {
      // What was removed above must not move what is being read.
      const removed = before - this.box.scrollHeight;
      if (removed > 0) this.box.scrollTop -= removed;
      this.unseen += count;
      this.button.textContent = this.card.dataset.newLines.replace("{count}", this.unseen);
      this.button.hidden = false;
    }
    if (this.warnings.checked) this.filter();
  }

  scrolled() {
    const isAtEnd = this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight <= NEAR_END;
    this.follow.checked = isAtEnd;
    if (isAtEnd) this.seen();
  }

  toEnd() {
    this.follow.checked = true;
    this.box.scrollTop = this.box.scrollHeight;
    this.seen();
  }

  seen() {
    this.unseen = 0;
    this.button.hidden = true;
  }

  filter() {
    this.box.classList.toggle("warnings", this.warnings.checked);
    const hidden = this.list.querySelectorAll("li:not([data-level=warning], [data-level=error], [data-level=critical])");
    this.say(this.warnings.checked && hidden.length ? this.card.dataset.hiddenLines.replace("{count}", hidden.length) : "");
    if (this.follow.checked) this.box.scrollTop = this.box.scrollHeight;
  }

  say(words) {
    if (this.state.textContent !== words) this.state.textContent = words;
  }

  copying(button) {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const rows = [...this.list.children].map((row) => [...row.children].map((part) => part.textContent).join(" "));
      await navigator.clipboard.writeText(rows.join("\n"));
      this.say(this.card.dataset.copied);
    });
  }
}

for (const card of document.querySelectorAll("[data-job]")) new LiveLog(card);

// A form is sent once: a second press of its button does nothing while the answer is on its way.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));

for (const button of document.querySelectorAll("[data-reveal]")) {
  const field = document.getElementById(button.dataset.reveal);
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = field.type === "text";
    field.type = shown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!shown));
    field.focus();
  });
}

// Keys: each has a link or a button on the page; none works while something is typed.
const GO = { t: "/", j: "/jobs" };
let gone = false;
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
  if (gone && GO[event.key]) location.assign(GO[event.key]);
  gone = event.key === "g";
  if (event.key === "f") document.querySelector("[data-follow]")?.click();
  if (event.key === "j" || event.key === "k") document.querySelector(`[data-key=${event.key}]`)?.click();
  if (event.key === "s") document.querySelector("[data-key=s]")?.click();
});
