"use strict";
// The search of search.py once more, for a page that has no program behind it.
const WHOLE = 1000, LEAST_FIXED = 3, FOUND = 100, ALIKE = 0.3, ALIKE_TOO = 0.6;

const normal = (text) => text.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

function pairs(text) {
  const signs = Array.from(text);
  return signs.slice(1).map((sign, at) => signs[at] + sign);
}

const entries = Array.from(document.querySelectorAll("article"), (card) => {
  const message = normal(card.querySelector("h3").textContent + card.dataset.code);
  const other = normal(
    card.querySelector(".cause").textContent + "|" + card.querySelector(".todo").textContent);
  return {
    card, message, other,
    templates: JSON.parse(card.dataset.patterns).map(
      (pieces) => pieces.map(normal).filter((piece) => piece)),
    messagePairs: new Set(pairs(message)),
    otherPairs: new Set(pairs(other)),
  };
});

const weights = new Map();
for (const entry of entries)
  for (const pair of new Set([...entry.messagePairs, ...entry.otherPairs]))
    weights.set(pair, (weights.get(pair) ?? 0) + 1);
// Clerks use more words than the help; letters that it does not know are nonsense.
const rarest = Math.log(1 + entries.length);
const unknown = (pair) => (/^[a-z0-9]+$/.test(pair) ? rarest : 1);
for (const [pair, times] of weights) weights.set(pair, Math.log(1 + entries.length / times));

function fits(pieces, asked) {
  let at = 0;
  for (const piece of pieces) {
    const found = asked.indexOf(piece, at);
    if (found < 0) return 0;
    at = found + piece.length;
  }
  const fixed = pieces.reduce((sum, piece) => sum + Array.from(piece).length, 0);
  return fixed >= LEAST_FIXED ? WHOLE + fixed : 0;
}

function alike(entry, asked) {
  let total = 0, common = 0;
  for (const pair of asked) {
    total += weights.get(pair) ?? unknown(pair);
    if (entry.messagePairs.has(pair)) common += weights.get(pair);
    else if (entry.otherPairs.has(pair)) common += weights.get(pair) / 2;
  }
  return total ? common / total : 0;
}

function score(entry, asked, words) {
  let points = Math.max(0, ...entry.templates.map((pieces) => fits(pieces, asked)));
  const inMessage = words.filter((word) => entry.message.includes(word));
  if (words.every((word) => entry.message.includes(word) || entry.other.includes(word)))
    points += FOUND + (50 * inMessage.length) / words.length;
  return points + alike(entry, pairs(asked));
}

const aliases = JSON.parse(document.body.dataset.aliases);

function forms(text) {
  const said = aliases.reduce((words, [theirs, ours]) => words.replaceAll(theirs, ours), text);
  return said === text ? [text] : [text, said];
}

function find(text) {
  if (!normal(text)) return entries.map((entry) => entry.card);
  const asked = forms(text).map((form) => form.split(/\s+/).map(normal).filter((word) => word));
  const scored = entries.map((entry, index) => ({
    card: entry.card,
    index,
    points: Math.max(...asked.map((words) => score(entry, words.join(""), words))),
  }));
  const most = Math.max(...scored.map((one) => one.points));
  const least = most >= FOUND ? ALIKE_TOO : ALIKE;
  return scored.filter((one) => one.points >= least)
    .sort((a, b) => b.points - a.points || a.index - b.index).map((one) => one.card);
}

const field = document.getElementById("words");
const hits = document.getElementById("hits");
const all = document.getElementById("all");
const found = document.getElementById("found");
const homes = entries.map(({ card }) => [card, card.parentNode]);

function show() {
  for (const [card, home] of homes) home.append(card);
  hits.replaceChildren();
  const searching = normal(field.value) !== "";
  hits.hidden = !searching;
  all.hidden = searching;
  if (!searching) {
    found.textContent = "";
    return;
  }
  const cards = find(field.value);
  hits.append(...cards);
  if (cards.length) found.textContent = `找到 ${cards.length} 条`;
  else {
    found.textContent = "没有找到";
    const told = document.createElement("p");
    told.className = "none";
    told.textContent = "没有找到。请换几个字再试，例如提示里的一个词；按 Esc 显示全部。";
    hits.append(told);
  }
  scrollTo(0, 0);
}

function seen() {
  return Array.from(document.querySelectorAll("article")).filter((card) => card.offsetParent);
}

function move(step) {
  const cards = seen();
  const at = cards.indexOf(document.activeElement);
  if (step < 0 && at === 0) return field.focus();
  const next = at < 0 ? (step > 0 ? cards[0] : undefined) : cards[at + step];
  if (next) next.focus();
}

field.addEventListener("input", show);
field.form.addEventListener("submit", (event) => { event.preventDefault(); move(1); });
document.addEventListener("keydown", (event) => {
  const typing = event.target === field;
  if (event.key === "ArrowDown") move(1);
  else if (event.key === "ArrowUp" && !typing) move(-1);
  else if (event.key === "Escape") { field.value = ""; show(); field.focus(); }
  else if (event.key === "/" && !typing) field.focus();
  else return;
  event.preventDefault();
});

const start = document.getElementById(document.body.dataset.start || location.hash.slice(1));
if (start && start.matches("article")) {
  start.classList.add("start");
  start.scrollIntoView({ block: "start" });
  start.focus({ preventScroll: true });
} else field.focus();
