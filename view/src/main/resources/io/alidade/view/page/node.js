// Keeps the page of a node as it is now: a notice comes by server-sent events, and the sections that differ are fetched and
// replaced. What is open or has the focus stays so. Without this the page is whole, and stands still.
"use strict";

const QUIET_MILLIS = 25000; // The server says something every ten seconds.
const AGAIN_MILLIS = 15000; // After a refusal: the server has as many streams as it wants.
const live = document.getElementById("live");
const main = document.querySelector("main");
const shown = new Map([...main.querySelectorAll(":scope > section")].map((section) => [section.id, section.outerHTML]));
let revision = main.dataset.revision;
let wanted = revision;
let fetching = false;
let heard = Date.now();

function say(state, text) {
  if (live.dataset.state !== state || live.firstElementChild.textContent !== text) {
    live.dataset.state = state;
    live.firstElementChild.textContent = text;
  }
}

function replace(section, html) {
  const old = document.getElementById(section.id);
  if (!old || shown.get(section.id) === html) return;
  const open = [...old.querySelectorAll("details[open]")].map((details) => details.id);
  const focus = old.contains(document.activeElement) ? document.activeElement : null;
  const path = focus && [...old.querySelectorAll("a, summary, .scroll")].indexOf(focus);
  shown.set(section.id, html);
  old.replaceWith(section);
  open.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
  if (focus) section.querySelectorAll("a, summary, .scroll")[path]?.focus({ preventScroll: true });
}

async function refresh() {
  if (fetching) return;
  fetching = true;
  try {
    while (wanted !== revision) {
      const asked = wanted;
      const answer = await fetch("/live?revision=" + encodeURIComponent(asked), { cache: "no-store" });
      if (!answer.ok) throw new Error(String(answer.status));
      const next = new DOMParser().parseFromString(await answer.text(), "text/html");
      next.querySelectorAll("main > section").forEach((section) => replace(document.adoptNode(section), section.outerHTML));
      document.title = next.title;
      revision = asked;
    }
    say("live", "Live.");
  } catch {
    say("stale", "Not up to date: the agent does not answer.");
  } finally {
    fetching = false;
  }
}

function listen() {
  const events = new EventSource("/events?revision=" + encodeURIComponent(revision));
  const hear = (event) => {
    heard = Date.now();
    wanted = event.lastEventId || wanted;
    if (wanted === revision) say("live", "Live.");
    else refresh();
  };
  events.addEventListener("open", hear);
  events.addEventListener("change", hear);
  events.addEventListener("beat", hear);
  events.onerror = () => {
    say("stale", "Not up to date: connecting again …");
    if (events.readyState === EventSource.CLOSED) {
      setTimeout(listen, AGAIN_MILLIS);
    }
  };
  // A page that is left keeps no stream.
  addEventListener("pagehide", () => events.close(), { once: true });
}

setInterval(() => {
  if (Date.now() - heard > QUIET_MILLIS) say("stale", "Not up to date: nothing was heard for a while.");
}, 5000);

addEventListener("pageshow", (event) => event.persisted && listen());

document.querySelector("#fit form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const answer = document.getElementById("answer");
  const button = event.target.querySelector("button");
  button.disabled = true;
  answer.textContent = "Asking …";
  try {
    const response = await fetch("/fit?part=answer", { method: "POST", body: new URLSearchParams(new FormData(event.target)) });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    answer.replaceChildren(...page.body.childNodes);
  } catch {
    answer.textContent = "The agent does not answer.";
  } finally {
    button.disabled = false;
  }
});

listen();
