// Asks and votes without leaving the page: progress while an answer is being made, then the answer, whole.
// Without this script both forms are sent as any form is.
"use strict";
const form = document.querySelector("form.ask");
const place = document.getElementById("answer");

async function send(path, fields, accept) {
  return fetch(path, { method: "POST", body: new URLSearchParams(fields), headers: { Accept: accept } });
}

async function* lines(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const whole = (rest + part.value).split("\n");
    rest = whole.pop();
    yield* whole.filter(Boolean).map((line) => JSON.parse(line));
  }
}

function answer(html) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  place.replaceChildren(...parsed.body.childNodes);
  place.querySelector("h2").focus();
}

function problem(text) {
  const note = document.createElement("p");
  note.className = "note bad";
  note.setAttribute("role", "alert");
  note.textContent = text;
  place.replaceChildren(note);
}

async function ask(fields) {
  const button = form.querySelector("button");
  const progress = form.querySelector(".progress");
  if (button.getAttribute("aria-disabled") === "true" || !fields.get("question").trim()) return;
  button.setAttribute("aria-disabled", "true");
  place.replaceChildren();
  progress.textContent = "Waiting for its turn\u2026";
  let last = {};
  try {
    const response = await send("/ask", fields, "application/x-ndjson");
    if (!response.ok) last = { problem: (await response.json()).detail };
    else for await (last of lines(response)) if (last.progress) progress.textContent = last.progress;
  } catch {
    last = {};
  }
  progress.textContent = "";
  button.removeAttribute("aria-disabled");
  if (last.html) answer(last.html);
  else problem(last.problem ? `That did not work: ${last.problem}.` : "The server does not answer. Is it still running?");
}

async function vote(button) {
  const own = button.form;
  const fields = new FormData(own, button);
  own.textContent = "\u2026";
  const response = await send("/vote", fields, "application/json").catch(() => ({ ok: false }));
  own.textContent = response.ok ? "Thank you." : "That vote was not kept.";
}

document.addEventListener("submit", (event) => {
  const sent = event.target;
  if (!place || !window.TextDecoderStream) return;
  if (sent.getAttribute("action") === "/ask") {
    event.preventDefault();
    const fields = new FormData(sent);
    form.elements.question.value = fields.get("question");
    ask(fields);
  } else if (sent.matches("form.vote") && event.submitter) {
    event.preventDefault();
    vote(event.submitter);
  }
});
