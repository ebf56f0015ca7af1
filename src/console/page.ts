// Made of the files in browser/ by scripts/console-page.mjs. Change those, and run `npm run console`.

export const CONSOLE_HTML: string = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Console</title>
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' rx='4' fill='%231a5fb4'/%3E%3Cpath d='M4 5l4 3-4 3M9 11h3' fill='none' stroke='white' stroke-width='1.6' stroke-linecap='round' stroke-linejoin='round'/%3E%3C/svg%3E">
<link rel="stylesheet" href="assets/console.css">
<script type="module" src="assets/console.js"></script>
</head>
<body>
<a class="skip" id="skip" href="#main">Skip to the content</a>
<header class="head ours">
<div class="head-in">
<div class="brand" id="api"></div>
<nav aria-label="Views"><ul id="views"></ul></nav>
<p class="about"><span id="connection" class="connection"></span><span><span class="hidden">Signed in as </span><span id="user"></span></span></p>
</div>
</header>
<div id="trouble" class="ours" role="alert"></div>
<main id="main" class="ours" tabindex="-1"><noscript><p class="empty">The console needs JavaScript.</p></noscript></main>
<p id="status" class="hidden" role="status"></p>
</body>
</html>
`;

export const REFERENCE_HTML: string = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>API reference</title>
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' rx='4' fill='%231a5fb4'/%3E%3Cpath d='M4 5l4 3-4 3M9 11h3' fill='none' stroke='white' stroke-width='1.6' stroke-linecap='round' stroke-linejoin='round'/%3E%3C/svg%3E">
<link rel="stylesheet" href="../swagger-ui/swagger-ui.css">
<link rel="stylesheet" href="../assets/console.css">
<script defer src="../swagger-ui/swagger-ui-bundle.js"></script>
<script type="module" src="../assets/reference.js"></script>
</head>
<body>
<a class="skip" id="skip" href="#main">Skip to the content</a>
<header class="head ours">
<div class="head-in">
<div class="brand" id="api"></div>
<nav aria-label="Views"><ul id="views"></ul></nav>
<p class="about"><span id="connection" class="connection"></span><span><span class="hidden">Signed in as </span><span id="user"></span></span></p>
</div>
</header>
<div id="trouble" class="ours" role="alert"></div>
<main id="main" tabindex="-1" class="wide">
<h1 class="hidden">API reference</h1>
<noscript><p class="empty">The API reference needs JavaScript.</p></noscript>
<div id="reference"></div>
</main>
<p id="status" class="hidden" role="status"></p>
</body>
</html>
`;

export const NO_REFERENCE_HTML: string = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>API reference</title>
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' rx='4' fill='%231a5fb4'/%3E%3Cpath d='M4 5l4 3-4 3M9 11h3' fill='none' stroke='white' stroke-width='1.6' stroke-linecap='round' stroke-linejoin='round'/%3E%3C/svg%3E">
<link rel="stylesheet" href="../assets/console.css">
<script type="module" src="../assets/reference.js"></script>
</head>
<body>
<a class="skip" id="skip" href="#main">Skip to the content</a>
<header class="head ours">
<div class="head-in">
<div class="brand" id="api"></div>
<nav aria-label="Views"><ul id="views"></ul></nav>
<p class="about"><span id="connection" class="connection"></span><span><span class="hidden">Signed in as </span><span id="user"></span></span></p>
</div>
</header>
<div id="trouble" class="ours" role="alert"></div>
<main id="main" tabindex="-1" class="ours">
<h1>API reference</h1>
<noscript><p class="empty">The API reference needs JavaScript.</p></noscript>
<div class="empty">
<p class="empty-title">The API reference needs one more package.</p>
<p>Install <code class="code">swagger-ui-dist</code> beside opbind, and start the server again:</p>
<pre>npm install swagger-ui-dist</pre>
</div>
</main>
<p id="status" class="hidden" role="status"></p>
</body>
</html>
`;

export const CONSOLE_CSS: string = `:root {
  color-scheme: light dark;
  --page: #f8f8f7;
  --surface: #ffffff;
  --raised: #f1f2f3;
  --text: #1b1d21;
  --muted: #565d67;
  --line: #dfe2e6;
  --strong-line: #8a919b;
  --accent: #1a5fb4;
  --on-accent: #ffffff;
  --good: #176339;
  --good-soft: #e3f3e8;
  --bad: #a81f17;
  --bad-soft: #fdeae8;
  --warn: #7d4700;
  --warn-soft: #fbefdc;
  --busy: #1a5fb4;
  --busy-soft: #e6effa;
  --odd: #63399a;
  --odd-soft: #f0e9f9;
  --plain: #4b525b;
  --plain-soft: #e9ebee;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", "JetBrains Mono", Menlo, Consolas, monospace;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}

@media (prefers-color-scheme: dark) {
  :root {
    --page: #131518;
    --surface: #1a1d21;
    --raised: #23272c;
    --text: #e7e9ec;
    --muted: #a0a8b2;
    --line: #2e333a;
    --strong-line: #6f7883;
    --accent: #82b4f4;
    --on-accent: #0d1b2c;
    --good: #7fd3a0;
    --good-soft: #17301f;
    --bad: #ff9a92;
    --bad-soft: #3a1b19;
    --warn: #f0bd72;
    --warn-soft: #35270f;
    --busy: #8ab9f7;
    --busy-soft: #172a42;
    --odd: #c9a8f5;
    --odd-soft: #2b2040;
    --plain: #b5bcc5;
    --plain-soft: #2a2f35;
  }
}

*,
*::before,
*::after {
  box-sizing: border-box;
}

html {
  -webkit-text-size-adjust: 100%;
}

body {
  margin: 0;
  background: var(--page);
  color: var(--text);
  font: 0.9375rem / 1.5 var(--sans);
}

:where(.ours) :is(h1, h2, p, dl, dd, ul, ol, pre) {
  margin: 0;
  padding: 0;
}

/* The reset stands first: what follows has no more weight than it. */

:where(.ours) h1 {
  font-size: 1.375rem;
  line-height: 1.3;
  font-weight: 650;
  letter-spacing: -0.01em;
}

:where(.ours) h2 {
  font-size: 1rem;
  font-weight: 650;
}

h1:focus,
main:focus {
  outline: none;
}

:where(.ours) a {
  color: var(--accent);
  text-underline-offset: 0.15em;
}

:focus-visible {
  outline: 2px solid var(--accent);
  outline-offset: 2px;
  border-radius: 3px;
}

.mono,
:where(.ours) :is(pre, code) {
  font-family: var(--mono);
  font-size: 0.8125rem;
}

.num {
  font-variant-numeric: tabular-nums;
}

.muted {
  color: var(--muted);
}

.bad {
  color: var(--bad);
}

.warn {
  color: var(--warn);
}

.hidden {
  position: absolute;
  width: 1px;
  height: 1px;
  margin: -1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}

.ours [hidden] {
  display: none;
}

.skip {
  position: absolute;
  left: 1rem;
  top: -4rem;
  z-index: 2;
  padding: 0.5rem 0.75rem;
  background: var(--surface);
}

.skip:focus {
  top: 0.5rem;
}

:where(.ours) pre {
  padding: 0.6rem 0.8rem;
  border-radius: 6px;
  background: var(--raised);
  overflow: auto;
  max-height: 24rem;
  white-space: pre-wrap;
  overflow-wrap: anywhere;
}

.back a {
  text-decoration: none;
}

/* Head */

.head {
  background: var(--surface);
  border-bottom: 1px solid var(--line);
}

.head-in {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 0 1.75rem;
  max-width: 78rem;
  margin: 0 auto;
  padding: 0 1.5rem;
}

.brand {
  max-width: 100%;
  padding: 0.75rem 0;
  font-weight: 650;
  min-width: 0;
  overflow-wrap: anywhere;
}

.brand select {
  width: auto;
  max-width: min(22rem, 100%);
  text-overflow: ellipsis;
  font-weight: 600;
}

.api-title .muted {
  font-weight: 400;
  font-size: 0.8125rem;
}

.head ul {
  display: flex;
  gap: 1.25rem;
  list-style: none;
}

.head nav a {
  display: block;
  padding: 0.75rem 0 calc(0.75rem - 2px);
  border-bottom: 2px solid transparent;
  color: var(--muted);
  text-decoration: none;
  white-space: nowrap;
}

.head nav a:hover {
  color: var(--text);
}

.head nav a[aria-current] {
  color: var(--text);
  border-color: var(--accent);
}

.about {
  display: flex;
  align-items: center;
  gap: 1rem;
  margin-left: auto;
  color: var(--muted);
  font-size: 0.8125rem;
  overflow-wrap: anywhere;
}

.connection:not(:empty)::before {
  content: "";
  display: inline-block;
  width: 0.5rem;
  height: 0.5rem;
  margin-right: 0.4rem;
  border-radius: 50%;
  background: var(--plain);
}

.connection.is-live::before {
  background: var(--good);
}

.connection.is-offline::before {
  background: var(--bad);
}

main {
  max-width: 78rem;
  margin: 0 auto;
  padding: 1.5rem 1.5rem 4rem;
}

main.wide {
  padding-top: 0;
}

/* Controls */

:where(.ours) :is(.button, button, input, select) {
  font: inherit;
  font-size: 0.875rem;
}

.button {
  display: inline-block;
  padding: 0.375rem 0.8rem;
  border: 1px solid var(--strong-line);
  border-radius: 6px;
  background: var(--surface);
  color: var(--text);
  text-decoration: none;
  line-height: 1.4;
  cursor: pointer;
}

.button:hover {
  background: var(--raised);
}

.button.quiet {
  border-color: transparent;
  background: none;
  color: var(--accent);
}

.button.danger {
  border-color: var(--bad);
  color: var(--bad);
}

.button.danger.filled {
  background: var(--bad);
  color: var(--surface);
}

.button:disabled {
  opacity: 0.6;
  cursor: default;
}

:where(.ours) :is(input, select) {
  padding: 0.35rem 0.5rem;
  border: 1px solid var(--strong-line);
  border-radius: 6px;
  background: var(--surface);
  color: var(--text);
  min-width: 0;
  height: 2.15rem;
}

:where(.ours) input::placeholder {
  color: var(--muted);
  opacity: 1;
}

.filters {
  display: flex;
  flex-wrap: wrap;
  align-items: end;
  gap: 0.75rem;
  margin: 1rem 0;
}

.field {
  display: grid;
  gap: 0.2rem;
  font-size: 0.8125rem;
  color: var(--muted);
}

.field input {
  width: 13rem;
}

.field.wide input {
  width: 22rem;
  max-width: 100%;
}

.found {
  padding-bottom: 0.35rem;
}

/* Tables */

:where(.ours) table {
  width: 100%;
  border-collapse: separate;
  border-spacing: 0;
  table-layout: fixed;
  background: var(--surface);
  border: 1px solid var(--line);
  border-radius: 8px;
}

:where(.ours) th {
  padding: 0.5rem 0.75rem;
  text-align: left;
  font-size: 0.75rem;
  font-weight: 600;
  color: var(--muted);
  border-bottom: 1px solid var(--line);
}

:where(.ours) td {
  padding: 0.5rem 0.75rem;
  vertical-align: baseline;
  overflow-wrap: anywhere;
}

:where(.ours) tbody tr + tr td {
  border-top: 1px solid var(--line);
}

:where(.ours) tbody tr:hover td {
  background: color-mix(in srgb, var(--raised) 55%, transparent);
}

:where(.ours) tbody tr:last-child td:first-child {
  border-bottom-left-radius: 8px;
}

:where(.ours) tbody tr:last-child td:last-child {
  border-bottom-right-radius: 8px;
}

.runs tr {
  position: relative;
}

.row-link {
  font-weight: 550;
  color: var(--text);
  text-decoration: none;
}

.row-link::after {
  content: "";
  position: absolute;
  inset: 0;
}

.row-link:hover {
  text-decoration: underline;
}

.row-link:focus-visible {
  outline: none;
}

.row-link:focus-visible::after {
  outline: 2px solid var(--accent);
  outline-offset: -2px;
  border-radius: 4px;
}

.row-error {
  display: block;
  color: var(--bad);
  font-size: 0.8125rem;
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
}

.row-error:empty {
  display: none;
}

.c-state {
  width: 8.5rem;
}

.c-caller {
  width: 11rem;
}

.c-started {
  width: 10.5rem;
}

.c-duration {
  width: 7rem;
}

.c-http {
  width: 4.5rem;
}

.c-id {
  width: 10rem;
}

td.c-id,
td.c-caller,
td.c-started {
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
}

td.c-id {
  color: var(--muted);
}

.c-method {
  width: 6.5rem;
}

.c-mode {
  width: 12rem;
}

.c-who {
  width: 15rem;
}

.c-runs {
  width: 5rem;
}

.operations tbody tr {
  content-visibility: auto;
}

.path {
  font-size: 0.875rem;
}

.sub {
  display: block;
  font-size: 0.8125rem;
}

.tag {
  margin-left: 0.5rem;
  padding: 0.05rem 0.4rem;
  border-radius: 4px;
  background: var(--warn-soft);
  color: var(--warn);
  font-size: 0.75rem;
}

.pager {
  display: flex;
  gap: 0.5rem;
  margin-top: 1rem;
}

/* Signs */

.badge {
  display: inline-flex;
  align-items: center;
  gap: 0.4rem;
  padding: 0.05rem 0.55rem 0.05rem 0.45rem;
  border-radius: 99px;
  font-size: 0.8125rem;
  font-weight: 500;
  white-space: nowrap;
  color: var(--plain);
  background: var(--plain-soft);
}

.badge::before {
  content: "";
  width: 0.45rem;
  height: 0.45rem;
  border-radius: 50%;
  background: currentColor;
}

.state-running {
  color: var(--busy);
  background: var(--busy-soft);
}

.state-succeeded {
  color: var(--good);
  background: var(--good-soft);
}

.state-failed {
  color: var(--bad);
  background: var(--bad-soft);
}

.state-failed::before,
.state-timed-out::before {
  border-radius: 1px;
}

.state-timed-out {
  color: var(--warn);
  background: var(--warn-soft);
}

.state-interrupted {
  color: var(--odd);
  background: var(--odd-soft);
}

.state-queued::before,
.state-cancelled::before {
  background: none;
  border: 1.5px solid currentColor;
}

@keyframes pulse {
  50% {
    opacity: 0.25;
  }
}

.method {
  font-family: var(--mono);
  font-size: 0.75rem;
  font-weight: 650;
  color: var(--plain);
}

.method-get,
.method-head,
.method-query {
  color: var(--busy);
}

.method-post {
  color: var(--good);
}

.method-put,
.method-patch {
  color: var(--warn);
}

.method-delete {
  color: var(--bad);
}

/* States of a view */

.loading,
.empty {
  padding: 3rem 1rem;
  text-align: center;
  color: var(--muted);
}

@keyframes appear {
  from {
    opacity: 0;
  }
}

.empty {
  border: 1px dashed var(--line);
  border-radius: 8px;
}

h1 + .empty {
  margin-top: 1rem;
}

.empty-title {
  color: var(--text);
  font-weight: 600;
}

.empty pre {
  display: inline-block;
  margin-top: 0.75rem;
}

.trouble {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 0.5rem 1rem;
  max-width: 75rem;
  margin: 1rem auto 0;
  padding: 0.6rem 1rem;
  border-radius: 8px;
  background: var(--bad-soft);
  color: var(--bad);
}

@media (max-width: 78rem) {
  .trouble {
    margin: 1rem 1.5rem 0;
  }
}

/* One run */

.back {
  margin-bottom: 0.5rem;
  font-size: 0.875rem;
}
.run-head {
  display: flex;
  flex-wrap: wrap;
  justify-content: space-between;
  align-items: start;
  gap: 0.75rem;
}

.run-head h1 {
  overflow-wrap: anywhere;
}

.run-head .badge {
  letter-spacing: normal;
  vertical-align: 0.2rem;
  margin-left: 0.35rem;
}

.run-id {
  color: var(--muted);
  overflow-wrap: anywhere;
  user-select: all;
}

.facts {
  display: grid;
  grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr));
  margin-top: 1.25rem;
  background: var(--surface);
  border: 1px solid var(--line);
  border-radius: 8px;
  padding: 0.35rem 0;
}

.fact {
  padding: 0.5rem 1rem;
}

.facts dt {
  font-size: 0.75rem;
  font-weight: 600;
  color: var(--muted);
}

.facts dd {
  overflow-wrap: anywhere;
}

.run section,
.unbound {
  margin-top: 1.75rem;
}

.warnings {
  margin: 1rem 0;
}

.run h2 {
  margin-bottom: 0.5rem;
}

.count {
  font-weight: 400;
  font-size: 0.8125rem;
}
.error-box {
  padding: 0.8rem 1rem 1rem;
  border-radius: 8px;
  background: var(--bad-soft);
}

.error-box h2 {
  color: var(--bad);
}

.error-box pre {
  padding: 0;
  background: none;
}

.log {
  max-height: 32rem;
  overflow: auto;
  background: var(--surface);
  border: 1px solid var(--line);
  border-radius: 8px;
}

.log-lines {
  padding: 0.5rem 0;
  list-style: none;
  counter-reset: line;
  font-family: var(--mono);
  font-size: 0.8125rem;
}

.log-lines li {
  position: relative;
  padding: 0.05rem 1rem 0.05rem 4rem;
  white-space: pre-wrap;
  overflow-wrap: anywhere;
  counter-increment: line;
  content-visibility: auto;
  contain-intrinsic-size: auto 1.3rem;
}

.log-lines li::before {
  content: counter(line);
  position: absolute;
  left: 0;
  width: 3rem;
  text-align: right;
  color: var(--muted);
  user-select: none;
}

.log-lines li:hover {
  background: var(--raised);
}

.outputs {
  display: grid;
  grid-template-columns: minmax(6rem, max-content) 1fr;
  gap: 0.5rem 1rem;
}

.outputs dt {
  padding-top: 0.6rem;
  overflow-wrap: anywhere;
}

.outputs dd {
  min-width: 0;
}

:where(.ours) dialog {
  max-width: min(30rem, calc(100vw - 2rem));
  padding: 1.25rem 1.5rem;
  border: 1px solid var(--line);
  border-radius: 10px;
  background: var(--surface);
  color: var(--text);
}

dialog::backdrop {
  background: rgb(0 0 0 / 45%);
}

.actions {
  display: flex;
  flex-wrap: wrap;
  justify-content: flex-end;
  gap: 0.5rem;
  margin-top: 1.25rem;
}

:where(.ours) summary {
  width: fit-content;
  cursor: pointer;
}

details[open] summary {
  margin-bottom: 0.5rem;
}

.warnings ul {
  list-style: none;
  background: var(--surface);
  border: 1px solid var(--line);
  border-radius: 8px;
}

.warnings li {
  padding: 0.7rem 1rem;
  overflow-wrap: anywhere;
}

.warnings li + li {
  border-top: 1px solid var(--line);
}

.code {
  padding: 0.05rem 0.35rem;
  border-radius: 4px;
  background: var(--warn-soft);
  color: var(--warn);
}

/* The API reference brings its own styles, for a page of white. */

html.dark-mode,
html.dark-mode body,
html.dark-mode .swagger-ui {
  background: var(--page);
}

.swagger-ui .scheme-container,
html.dark-mode .swagger-ui .scheme-container {
  background: none;
  border: 0;
  box-shadow: none;
}

.swagger-ui .info {
  margin: 2rem 0;
}

@media (max-width: 64rem) {
  .c-id,
  .c-http {
    display: none;
  }
}

@media (max-width: 48rem) {
  .head-in,
  main {
    padding-left: 1rem;
    padding-right: 1rem;
  }

  .head-in {
    gap: 0 1rem;
  }

  .head nav {
    order: 3;
    width: 100%;
  }

  .brand {
    padding-bottom: 0;
  }

  .about {
    padding-top: 0.75rem;
  }

  .c-caller,
  .c-duration,
  .c-mode,
  .c-runs {
    display: none;
  }

  .c-state {
    width: 7.75rem;
  }

  .c-started {
    width: 6rem;
  }

  .c-who {
    width: 8rem;
  }

  .c-method {
    width: 4.75rem;
  }

  .field,
  .field input,
  .field select,
  .field.wide input {
    width: 100%;
  }

  .field {
    flex: 1 1 9rem;
  }

  .outputs {
    grid-template-columns: 1fr;
    gap: 0.25rem;
  }

  .log-lines li {
    padding-left: 3rem;
  }

  .log-lines li::before {
    width: 2.25rem;
  }
}

/* Too narrow for columns: two lines a run, the operation and how it stands, what went wrong and when. */

@media (max-width: 30rem) {
  .runs thead,
  .operations thead {
    position: absolute;
    clip-path: inset(50%);
  }

  .runs tbody tr {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 0 0.75rem;
    padding: 0.55rem 0.75rem;
  }

  .operations tbody tr {
    display: grid;
    grid-template-columns: 4.25rem 1fr;
    padding: 0.55rem 0.75rem;
  }

  .runs tbody tr td {
    padding: 0;
    border: 0;
    width: auto;
    background: none;
  }

  .runs tbody tr + tr {
    border-top: 1px solid var(--line);
  }

  .runs .c-operation {
    grid-area: 1 / 1 / 3 / 2;
    min-width: 0;
  }

  .runs .c-state {
    grid-area: 1 / 2;
    text-align: right;
  }

  .runs .c-started {
    grid-area: 2 / 2;
    text-align: right;
    color: var(--muted);
    font-size: 0.8125rem;
  }

  .operations tbody tr td {
    padding: 0;
    border: 0;
    width: auto;
  }

  .operations tbody tr + tr {
    border-top: 1px solid var(--line);
  }

  .operations .c-who {
    grid-column: 2;
    font-size: 0.8125rem;
  }
}

@media (prefers-reduced-motion: no-preference) {
  .state-running::before {
    animation: pulse 1.6s ease-in-out infinite;
  }

  .loading {
    animation: appear 0.2s 0.3s both;
  }
}
`;

export const CONSOLE_JS: string = `// src/console/browser/address.ts
const decoded = (text) => {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
};
function readAddress(hash) {
	const [path = "", search = ""] = hash.replace(/^#/, "").split("?", 2);
	const [, first = "", id = ""] = path.split("/");
	const query = new URLSearchParams(search);
	const api = query.get("api") ?? "";
	query.delete("api");
	if (first === "operations") return {
		view: "operations",
		id: "",
		api,
		query
	};
	return {
		view: first === "runs" && id !== "" ? "run" : "runs",
		id: decoded(id),
		api,
		query
	};
}
function toHash(path, query) {
	const entries = Object.entries(query).filter(([, value]) => value !== "");
	return entries.length === 0 ? \`#\${path}\` : \`#\${path}?\${new URLSearchParams(entries)}\`;
}
const runHash = (id, api) => toHash(\`/runs/\${encodeURIComponent(id)}\`, { api });
// src/console/browser/ask.ts
var AskError = class extends Error {
	status;
	constructor(status, message) {
		super(message);
		this.status = status;
	}
};
const PATIENCE = 15e3;
async function reasonOf$1(response) {
	try {
		const { title, detail } = await response.json();
		return String(detail ?? title);
	} catch {
		return \`The server answered with \${response.status}.\`;
	}
}
async function call(url, init) {
	try {
		return await fetch(url, {
			...init,
			signal: AbortSignal.timeout(PATIENCE)
		});
	} catch {
		throw new AskError(0, "The server does not answer.");
	}
}
const apiUrl = (path) => new URL(\`../api\${path}\`, import.meta.url).href;
async function ask(path, init = {}) {
	const response = await call(apiUrl(path), init);
	if (!response.ok) throw new AskError(response.status, await reasonOf$1(response));
	return await response.json();
}
const ofApi = (api, path = "") => \`/\${encodeURIComponent(api)}\${path}\`;
const cancelRun = (api, run) => ask(ofApi(api, \`/runs/\${encodeURIComponent(run)}\`), {
	method: "DELETE",
	headers: { "x-opbind-console": "1" }
});
// src/console/browser/element.ts
function h(name, attributes = {}, ...children) {
	const element = document.createElement(name);
	for (const [key, value] of Object.entries(attributes)) if (typeof value === "function") element.addEventListener(key, value);
	else if (value !== false && value !== null) element.setAttribute(key, value === true ? "" : String(value));
	put(element, ...children);
	return element;
}
function put(element, ...children) {
	element.replaceChildren(...children.filter((child) => child !== null && child !== false).map((child) => typeof child === "number" ? String(child) : child));
}
function say(element, text) {
	if (element.textContent !== text) element.textContent = text;
}
function byId(id) {
	const element = document.getElementById(id);
	if (element === null) throw new Error(\`The page has no #\${id}.\`);
	return element;
}
// src/console/browser/follow.ts
const POLL = 5e3;
const RETRY = 3e4;
function follow(url, changed, told) {
	let source = null;
	let poll;
	let retry;
	const startPolling = () => {
		clearInterval(poll);
		poll = setInterval(changed, POLL);
	};
	const close = () => {
		source?.close();
		source = null;
		clearInterval(poll);
		clearTimeout(retry);
	};
	const failed = (stream) => {
		startPolling();
		const isRefused = stream.readyState === EventSource.CLOSED;
		told(isRefused ? "polling" : "offline");
		if (isRefused) retry = setTimeout(open, RETRY);
	};
	function open() {
		close();
		const stream = new EventSource(url);
		source = stream;
		stream.addEventListener("hello", () => {
			clearInterval(poll);
			told("live");
			changed();
		});
		stream.addEventListener("changed", changed);
		stream.addEventListener("error", () => failed(stream));
	}
	const look = () => document.hidden ? close() : open();
	document.addEventListener("visibilitychange", look);
	look();
	return () => {
		document.removeEventListener("visibilitychange", look);
		close();
	};
}
// src/console/browser/frame.ts
const CONNECTIONS = {
	live: "Live",
	polling: "Every 5 seconds",
	offline: "Connecting…"
};
function showConnection(connection) {
	const element = byId("connection");
	element.setAttribute("class", connection === null ? "connection" : \`connection is-\${connection}\`);
	say(element, connection === null ? "" : CONNECTIONS[connection]);
}
function showNavigation({ hasReference }, api, current, up = "") {
	const link = (name, text, href) => h("li", {}, h("a", {
		href,
		"aria-current": current === name ? "page" : null
	}, text));
	const query = api === "" ? "" : \`?\${new URLSearchParams({ api })}\`;
	put(byId("views"), link("runs", "Runs", \`\${up}\${toHash("/runs", { api })}\`), link("operations", "Operations", \`\${up}\${toHash("/operations", { api })}\`), hasReference && link("reference", "API reference", \`\${up}reference/\${query}\`));
}
function showApis({ apis, user }, current, choose) {
	const [first] = apis;
	const shown = apis.find(({ name }) => name === current) ?? first;
	const select = h("select", {
		"aria-label": "API",
		change: () => choose(select.value)
	}, ...apis.map(({ name }) => h("option", {
		value: name,
		selected: name === shown?.name
	}, name)));
	const title = h("span", { class: "api-title" }, shown?.title ?? "", h("span", { class: "muted" }, \` \${shown?.version ?? ""}\`));
	put(byId("api"), apis.length > 1 ? select : title);
	put(byId("user"), user);
}
function showTrouble(text, again) {
	const trouble = byId("trouble");
	if (text === null) put(trouble);
	else put(trouble, h("div", { class: "trouble" }, h("p", {}, text), h("button", {
		type: "button",
		class: "button",
		click: again
	}, "Try again")));
}
function announce(text) {
	const element = byId("status");
	element.textContent = "";
	setTimeout(() => say(element, text), 50);
}
function enableSkip() {
	byId("skip").addEventListener("click", (event) => {
		event.preventDefault();
		byId("main").focus();
	});
}
// src/console/browser/texts.ts
const clock = new Intl.DateTimeFormat(void 0, {
	hour: "2-digit",
	minute: "2-digit",
	second: "2-digit",
	hourCycle: "h23"
});
const day = new Intl.DateTimeFormat(void 0, {
	day: "numeric",
	month: "short"
});
const full = new Intl.DateTimeFormat(void 0, {
	dateStyle: "full",
	timeStyle: "long"
});
const plain = new Intl.NumberFormat(void 0);
const isToday = (time) => new Date(time).toDateString() === new Date().toDateString();
const timeText = (time) => isToday(time) ? clock.format(time) : \`\${day.format(time)}, \${clock.format(time)}\`;
const fullTime = (time) => full.format(time);
const two = (count) => String(count).padStart(2, "0");
function durationText(ms) {
	if (ms < 1e3) return \`\${Math.max(0, Math.round(ms))} ms\`;
	const seconds = Math.floor(ms / 1e3);
	if (seconds < 60) return \`\${(Math.floor(ms / 100) / 10).toFixed(1)} s\`;
	const [minutes, hours, days] = [
		Math.floor(seconds / 60),
		Math.floor(seconds / 3600),
		Math.floor(seconds / 86400)
	];
	if (minutes < 60) return seconds % 60 === 0 ? \`\${minutes} min\` : \`\${minutes} min \${two(seconds % 60)} s\`;
	return hours < 24 ? \`\${hours} h \${two(minutes % 60)} min\` : \`\${days} d \${hours % 24} h\`;
}
const roughDuration = (ms) => ms < 6e4 ? \`\${Math.max(0, Math.floor(ms / 1e3))} s\` : durationText(ms);
const countText = (count, one, many) => \`\${plain.format(count)} \${count === 1 ? one : many}\`;
const STATES = {
	queued: "Queued",
	running: "Running",
	succeeded: "Succeeded",
	failed: "Failed",
	"timed-out": "Timed out",
	cancelled: "Cancelled",
	interrupted: "Interrupted"
};
const STATE_NAMES = Object.keys(STATES);
const stateText = (state) => STATES[state] ?? state;
const isOver = (state) => state !== "queued" && state !== "running";
// src/console/browser/parts.ts
function stateBadge(state) {
	const badge = h("span", {}, "");
	setState(badge, state);
	return badge;
}
function setState(badge, state) {
	badge.setAttribute("class", \`badge state-\${state}\`);
	say(badge, stateText(state));
}
function timeOf(time) {
	return h("time", {
		datetime: new Date(time).toISOString(),
		title: fullTime(time)
	}, timeText(time));
}
const httpStatus = (status) => status === null ? h("span", { class: "muted" }, "–") : h("span", { class: status >= 500 ? "num bad" : status >= 400 ? "num warn" : "num" }, status);
const methodBadge = (method) => h("span", { class: \`method method-\${method.toLowerCase()}\` }, method);
const empty = (title, ...more) => h("div", { class: "empty" }, h("p", { class: "empty-title" }, title), h("p", {}, ...more));
// src/console/browser/operations-view.ts
const HEADINGS$1 = [
	["Method", "method"],
	["Operation", "what"],
	["Mode", "mode"],
	["Who may call", "who"],
	["Runs", "runs"]
];
function modeOf({ serving }) {
	if (serving === null) return "–";
	const limit = serving.timeout === 0 ? "no limit" : \`up to \${durationText(serving.timeout)}\`;
	return \`\${serving.mode === "poll" ? "Polled" : "Waits"}, \${limit}\`;
}
const whoOf = ({ serving }) => {
	if (serving === null) return ["–"];
	const { credentials, reason, isHttpsOnly } = serving;
	const isOpen = credentials === "nothing";
	return [h("span", {
		title: reason,
		class: isOpen ? "muted" : null
	}, isOpen ? "No credentials asked for" : credentials), isHttpsOnly && h("span", { class: "muted" }, " · https only")];
};
function rowOf(operation, api) {
	const { id, method, path, summary, isDeprecated, serving } = operation;
	return h("tr", {}, h("td", { class: "c-method" }, methodBadge(method)), h("td", { class: "c-what" }, h("span", { class: "mono path" }, path), isDeprecated && h("span", { class: "tag" }, "Deprecated"), h("span", { class: "muted sub" }, h("span", { class: "mono" }, id), summary === "" ? "" : \` · \${summary}\`)), h("td", { class: "c-mode" }, modeOf(operation)), h("td", { class: "c-who" }, ...whoOf(operation)), h("td", { class: "c-runs" }, serving !== null && h("a", {
		href: toHash("/runs", {
			operation: id,
			api
		}),
		"aria-label": \`Runs of \${id}\`
	}, "Runs")));
}
const tableOf = (rows, caption) => h("table", { class: "operations" }, h("caption", { class: "hidden" }, caption), h("thead", {}, h("tr", {}, ...HEADINGS$1.map(([text, name]) => h("th", {
	scope: "col",
	class: \`c-\${name}\`
}, text)))), h("tbody", {}, ...rows));
const warningOf = ({ code, place, message, mend }) => h("li", {}, h("p", {}, h("code", { class: "code" }, code), " ", h("span", { class: "mono muted" }, place)), h("p", {}, message), mend !== null && h("p", { class: "muted" }, mend));
const warningsOf = (warnings) => warnings.length === 0 ? null : h("details", { class: "warnings" }, h("summary", {}, countText(warnings.length, "warning of the document", "warnings of the document")), h("ul", {}, ...warnings.map(warningOf)));
const fits = ({ id, method, path, summary }, text) => \`\${method} \${path} \${id} \${summary}\`.toLowerCase().includes(text.trim().toLowerCase());
const unboundOf = (operations, api) => operations.length === 0 ? null : h("details", { class: "unbound" }, h("summary", {}, countText(operations.length, "operation has no process", "operations have no process")), tableOf(operations.map((operation) => rowOf(operation, api)), "Operations without a process"));
function createFound(operations, api) {
	const rows = operations.map((operation) => ({
		operation,
		row: rowOf(operation, api)
	}));
	const table = tableOf(rows.map(({ row }) => row), "Operations with a process");
	const nothing = empty("No operation fits.", "Try another word.");
	return {
		element: h("div", {}, table, nothing),
		find: (text) => {
			let count = 0;
			for (const { operation, row } of rows) {
				row.hidden = !fits(operation, text);
				if (!row.hidden) count += 1;
			}
			table.hidden = count === 0;
			nothing.hidden = count > 0;
			return count;
		}
	};
}
function createOperationsView(_address, { api, apiParameter }) {
	const list = h("div", { "aria-busy": "true" }, h("p", { class: "loading" }, "Loading operations…"));
	const warned = h("div");
	const rest = h("div");
	const filter = h("input", {
		type: "search",
		placeholder: "Method, path, id or summary",
		autocomplete: "off",
		input: () => show()
	});
	const told = h("p", {
		class: "muted found",
		role: "status"
	});
	let found = null;
	let all = 0;
	function show() {
		const count = found?.find(filter.value) ?? 0;
		say(told, filter.value === "" ? countText(all, "operation", "operations") : \`\${count} of \${all} operations\`);
	}
	return {
		title: "Operations",
		isLive: false,
		element: h("section", {}, h("h1", { tabindex: "-1" }, "Operations"), h("form", {
			class: "filters",
			role: "search",
			submit: (event) => event.preventDefault()
		}, h("label", { class: "field wide" }, h("span", {}, "Find"), filter), told), warned, list, rest),
		refresh: async () => {
			if (found !== null) return;
			const { operations, warnings } = await ask(ofApi(api.name));
			const bound = operations.filter(({ serving }) => serving !== null);
			all = bound.length;
			found = createFound(bound, apiParameter);
			list.setAttribute("aria-busy", "false");
			put(list, found.element);
			put(warned, warningsOf(warnings));
			const unbound = operations.filter(({ serving }) => serving === null);
			put(rest, unboundOf(unbound, apiParameter));
			show();
		}
	};
}
// src/console/browser/refresh.ts
function createRefresh(load, failed) {
	let isBusy = false;
	let isAsked = false;
	const run = async () => {
		isBusy = true;
		try {
			await load();
		} catch (error) {
			failed(error);
		}
		isBusy = false;
		if (!isAsked) return;
		isAsked = false;
		run();
	};
	return () => {
		if (isBusy) isAsked = true;
		else run();
	};
}
// src/console/browser/cancel.ts
function createCancel(api, run, done) {
	const dialog = h("dialog", { "aria-labelledby": "cancel-title" });
	const button = h("button", {
		type: "button",
		class: "button danger",
		click: () => dialog.showModal()
	}, "Cancel run…");
	const confirm = h("button", {
		type: "button",
		class: "button danger filled",
		click: () => void cancel()
	}, "Cancel the run");
	const trouble = h("p", {
		class: "bad",
		role: "alert"
	});
	async function cancel() {
		confirm.disabled = true;
		try {
			const { isCancelled } = await cancelRun(api, run);
			dialog.close();
			done(isCancelled ? "The run was cancelled." : "The run had ended already.");
		} catch (error) {
			say(trouble, error instanceof AskError ? error.message : "That did not work.");
		} finally {
			confirm.disabled = false;
		}
	}
	dialog.append(h("h2", { id: "cancel-title" }, "Cancel this run?"), h("p", {}, "Its caller, if it still waits, is told that the run was cancelled. What the process has done by now is not undone."), trouble, h("div", { class: "actions" }, h("button", {
		type: "button",
		class: "button",
		click: () => dialog.close()
	}, "Let it go on"), confirm));
	return h("div", {}, button, dialog);
}
// src/console/browser/log.ts
const NEAR = 24;
function createLog() {
	const list = h("ol", { class: "log-lines" });
	const element = h("div", {
		class: "log",
		role: "region",
		"aria-labelledby": "log-title",
		tabindex: "0"
	}, list);
	return {
		element,
		show: (lines, goesOn) => {
			const isAtEnd = goesOn && element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
			if (lines[list.childElementCount - 1] !== (list.lastElementChild?.textContent ?? void 0)) list.replaceChildren();
			list.append(...lines.slice(list.childElementCount).map((line) => h("li", {}, line)));
			if (isAtEnd) element.scrollTop = element.scrollHeight;
		}
	};
}
// src/console/browser/run-view.ts
const none = (text) => h("p", { class: "muted" }, text);
const fact = (name, ...value) => h("div", { class: "fact" }, h("dt", {}, name), h("dd", {}, ...value));
function facts(run, duration, apiParameter) {
	const { operation, caller, started, finished, status } = run;
	const toOthers = (query) => toHash("/runs", {
		...query,
		api: apiParameter
	});
	return h("dl", { class: "facts" }, fact("Operation", h("a", {
		href: toOthers({ operation }),
		title: "Runs of this operation"
	}, operation)), fact("Caller", caller === null ? h("span", { class: "muted" }, "Anonymous") : h("a", {
		href: toOthers({ caller }),
		title: "Runs of this caller"
	}, caller)), fact("Started", timeOf(started)), fact("Finished", finished === null ? h("span", { class: "muted" }, "Not yet") : timeOf(finished)), fact("Duration", duration), fact("HTTP status", httpStatus(status)));
}
const outputsOf = (outputs) => outputs.length === 0 ? none("The process has left no outputs.") : h("dl", { class: "outputs" }, ...outputs.flatMap(([name, value]) => [h("dt", { class: "mono" }, name), h("dd", {}, h("pre", {
	tabindex: "0",
	role: "region",
	"aria-label": \`Output \${name}\`
}, value))]));
const errorOf = (text) => text === null ? null : h("section", {
	class: "error-box",
	"aria-labelledby": "error-title"
}, h("h2", { id: "error-title" }, "Error"), h("pre", {
	tabindex: "0",
	role: "region",
	"aria-label": "Text of the error"
}, text));
function createRunView({ id }, { api, apiParameter, overview, announce, again }) {
	const badge = stateBadge("running");
	const name = h("span", { class: "run-name" }, "Run");
	const actions = h("div", {});
	const about = h("div", { "aria-busy": "true" }, h("p", { class: "loading" }, "Loading the run…"));
	const error = h("div");
	const duration = h("span", { class: "num" });
	const outputs = h("div");
	const noLog = none("The process has logged nothing.");
	const count = h("span", { class: "muted count" });
	const log = createLog();
	const body = h("div", { hidden: true }, error, h("section", {}, h("h2", { id: "log-title" }, "Log ", count), noLog, log.element), h("section", {}, h("h2", {}, "Outputs"), outputs));
	const cancel = createCancel(api.name, id, (text) => {
		announce(text);
		again();
	});
	let shown = "";
	let state = "";
	let run = null;
	let ahead = 0;
	const tick = () => {
		if (run === null || run.finished !== null) return;
		say(duration, roughDuration(Date.now() + ahead - run.started));
		again();
	};
	const show = (next) => {
		ahead = next.now - Date.now();
		const text = JSON.stringify({
			...next,
			now: 0
		});
		if (text === shown) return;
		shown = text;
		run = next;
		say(name, next.operation);
		setState(badge, next.state);
		badge.hidden = false;
		const before = state;
		if (before !== "" && before !== next.state) announce(stateText(next.state));
		state = next.state;
		say(duration, next.finished === null ? "" : durationText(next.finished - next.started));
		put(about, facts(next, duration, apiParameter));
		about.setAttribute("aria-busy", "false");
		put(error, errorOf(next.errorText));
		noLog.hidden = next.log.length > 0;
		log.element.hidden = next.log.length === 0;
		say(count, next.log.length === 0 ? "" : countText(next.log.length, "line", "lines"));
		body.hidden = false;
		log.show(next.log, before === "" ? !isOver(next.state) : true);
		put(outputs, outputsOf(next.outputs));
		if (!(overview.cancels && !isOver(next.state))) put(actions);
		else if (actions.firstChild === null) put(actions, cancel);
		tick();
	};
	badge.hidden = true;
	return {
		title: \`Run \${id}\`,
		isLive: true,
		element: h("article", { class: "run" }, h("p", { class: "back" }, h("a", { href: toHash("/runs", { api: apiParameter }) }, "← Runs")), h("header", { class: "run-head" }, h("div", {}, h("h1", { tabindex: "-1" }, name, " ", badge), h("p", { class: "mono run-id" }, id)), actions), about, body),
		refresh: async () => {
			if (run === null || !isOver(run.state)) show(await ask(ofApi(api.name, \`/runs/\${encodeURIComponent(id)}\`)));
		},
		tick
	};
}
// src/console/browser/filters.ts
const field = (label, input) => h("label", { class: "field" }, h("span", {}, label), input);
function createFilters(query, api) {
	const textOf = (name) => query.get(name) ?? "";
	const list = h("datalist", { id: "operation-ids" });
	const state = h("select", { name: "state" }, h("option", { value: "" }, "Any"), ...STATE_NAMES.map((name) => h("option", {
		value: name,
		selected: name === textOf("state")
	}, stateText(name))));
	const text = (name) => h("input", {
		name,
		value: textOf(name),
		autocomplete: "off",
		spellcheck: "false",
		placeholder: "Any"
	});
	const operation = text("operation");
	operation.setAttribute("list", "operation-ids");
	const caller = text("caller");
	const apply = () => {
		const values = {
			operation: operation.value.trim(),
			state: state.value,
			caller: caller.value.trim(),
			api
		};
		location.hash = toHash("/runs", values);
	};
	const isFiltered = [
		"operation",
		"state",
		"caller"
	].some((name) => textOf(name) !== "");
	return {
		element: h("form", {
			class: "filters",
			role: "search",
			"aria-label": "Filter runs",
			change: apply,
			submit: (event) => {
				event.preventDefault();
				apply();
			}
		}, field("State", state), field("Operation", operation), field("Caller", caller), list, isFiltered && h("a", {
			class: "button quiet",
			href: toHash("/runs", { api })
		}, "Clear filters")),
		offer: (operations) => list.replaceChildren(...operations.map((id) => h("option", { value: id })))
	};
}
// src/console/browser/runs-table.ts
const HEADINGS = [
	["State", "state"],
	["Operation", "operation"],
	["Caller", "caller"],
	["Started", "started"],
	["Duration", "duration"],
	["HTTP", "http"],
	["Run", "id"]
];
const durationOf = ({ started, finished }, ahead) => finished === null ? roughDuration(Date.now() + ahead - started) : durationText(finished - started);
function createLine(first, api, aheadNow) {
	let run = first;
	const badge = stateBadge(run.state);
	const error = h("span", { class: "row-error" });
	const http = h("td", { class: "c-http" });
	const duration = h("td", { class: "c-duration num" });
	const link = h("a", {
		href: runHash(run.id, api),
		class: "row-link",
		title: run.operation
	}, run.operation);
	const row = h("tr", {}, h("td", { class: "c-state" }, badge), h("td", { class: "c-operation" }, link, error), h("td", {
		class: "c-caller",
		title: run.caller ?? ""
	}, run.caller ?? h("span", { class: "muted" }, "–")), h("td", { class: "c-started num" }, timeOf(run.started)), duration, http, h("td", {
		class: "c-id mono",
		title: run.id
	}, run.id));
	const tick = () => say(duration, durationOf(run, aheadNow()));
	const update = (next) => {
		run = next;
		setState(badge, run.state);
		say(error, run.error ?? "");
		put(http, httpStatus(run.status));
		tick();
	};
	update(run);
	return {
		row,
		update,
		tick: () => isOver(run.state) ? void 0 : tick()
	};
}
function arrange(body, rows) {
	const wanted = new Set(rows);
	for (const row of [...body.children]) if (!wanted.has(row)) row.remove();
	rows.forEach((row, index) => {
		const there = body.children[index];
		if (there !== row) body.insertBefore(row, there ?? null);
	});
}
function createRunsTable(api) {
	const lines = new Map();
	let ahead = 0;
	const body = h("tbody");
	const headings = HEADINGS.map(([text, name]) => h("th", {
		scope: "col",
		class: \`c-\${name}\`
	}, text));
	const element = h("table", { class: "runs" }, h("caption", { class: "hidden" }, "Runs, the latest first"), h("thead", {}, h("tr", {}, ...headings)), body);
	const lineOf = (run) => {
		const line = lines.get(run.id) ?? createLine(run, api, () => ahead);
		line.update(run);
		return line;
	};
	return {
		element,
		show: (runs, byServer) => {
			ahead = byServer;
			const shown = new Map(runs.map((run) => [run.id, lineOf(run)]));
			lines.clear();
			for (const [id, line] of shown) lines.set(id, line);
			arrange(body, [...shown.values()].map(({ row }) => row));
		},
		tick: () => {
			for (const line of lines.values()) line.tick();
		}
	};
}
// src/console/browser/runs-view.ts
const NAMES = [
	"operation",
	"state",
	"caller",
	"before"
];
const QUIET = 5e3;
function createNews(announce) {
	let newest = null;
	let said = 0;
	return (runs) => {
		const before = newest;
		const isSoon = Date.now() - said < QUIET;
		if (before !== null && isSoon) return;
		newest = runs[0]?.id ?? "";
		const fresh = runs.filter(({ id }) => before !== null && id > before).length;
		if (fresh === 0) return;
		said = Date.now();
		announce(countText(fresh, "new run", "new runs"));
	};
}
function createRunsView({ query }, { api, apiParameter, announce }) {
	const asked = Object.fromEntries(NAMES.map((name) => [name, query.get(name) ?? ""]));
	const filtered = {
		operation: asked["operation"] ?? "",
		state: asked["state"] ?? "",
		caller: asked["caller"] ?? "",
		api: apiParameter
	};
	const isFiltered = filtered.operation !== "" || filtered.state !== "" || filtered.caller !== "";
	const isLive = asked["before"] === "";
	const filters = createFilters(query, apiParameter);
	const table = createRunsTable(apiParameter);
	const list = h("div", {
		class: "list",
		"aria-busy": "true"
	}, h("p", { class: "loading" }, "Loading runs…"));
	const pager = h("nav", {
		class: "pager",
		"aria-label": "Pages of runs"
	});
	const news = createNews(announce);
	const search = new URLSearchParams(Object.entries(asked).filter(([, value]) => value !== ""));
	const nothing = () => isFiltered || !isLive ? empty("No run fits.", h("a", { href: toHash("/runs", { api: apiParameter }) }, "Show all runs")) : empty("No runs yet.", "Each call of an operation is a run. It appears here as it begins.");
	const show = ({ runs, hasMore, now }) => {
		table.show(runs, now - Date.now());
		if (runs.length === 0) put(list, nothing());
		else if (list.firstChild !== table.element) put(list, table.element);
		list.setAttribute("aria-busy", "false");
		put(pager, !isLive && h("a", {
			class: "button",
			href: toHash("/runs", filtered)
		}, "Latest runs"), hasMore && h("a", {
			class: "button",
			href: toHash("/runs", {
				...filtered,
				before: runs.at(-1)?.id ?? ""
			})
		}, "Older runs"));
		if (isLive) news(runs);
	};
	ask(ofApi(api.name)).then(({ operations }) => filters.offer(operations.filter(({ serving }) => serving !== null).map(({ id }) => id)), () => void 0);
	return {
		title: "Runs",
		isLive,
		element: h("section", {}, h("h1", { tabindex: "-1" }, isLive ? "Runs" : "Older runs"), filters.element, list, pager),
		refresh: async () => show(await ask(ofApi(api.name, \`/runs?\${search}\`))),
		tick: table.tick
	};
}
// src/console/browser/console.ts
const VIEWS = {
	runs: createRunsView,
	run: createRunView,
	operations: createOperationsView
};
const main = byId("main");
const reasonOf = (error) => error instanceof AskError ? error.message : "Something in this page broke. Load it again.";
const apiOf = (overview, { api }) => overview.apis.find(({ name }) => name === api) ?? overview.apis[0];
function open(overview, address) {
	const api = apiOf(overview, address);
	if (api === void 0) return () => void 0;
	const apiParameter = overview.apis.length > 1 ? api.name : "";
	let isOver = false;
	const again = () => {
		if (!isOver && !document.hidden) refresh();
	};
	const view = VIEWS[address.view](address, {
		api,
		apiParameter,
		overview,
		announce,
		again
	});
	const refresh = createRefresh(async () => {
		await view.refresh();
		if (!isOver) showTrouble(null, again);
	}, (error) => {
		for (const busy of main.querySelectorAll("[aria-busy=true]")) busy.replaceChildren();
		if (!isOver) showTrouble(reasonOf(error), again);
	});
	showNavigation(overview, apiParameter, address.view === "run" ? "runs" : address.view);
	showApis(overview, api.name, (name) => {
		location.hash = toHash(address.view === "operations" ? "/operations" : "/runs", { api: name });
	});
	showTrouble(null, again);
	document.title = \`\${view.title} – \${api.title}\`;
	put(main, view.element);
	refresh();
	const events = apiUrl(ofApi(api.name, "/events"));
	const unfollow = view.isLive ? follow(events, again, showConnection) : null;
	if (unfollow === null) showConnection(null);
	const timer = setInterval(() => view.tick?.(), 1e3);
	return () => {
		isOver = true;
		unfollow?.();
		clearInterval(timer);
	};
}
async function start() {
	enableSkip();
	let overview;
	try {
		overview = await ask("");
	} catch (error) {
		showTrouble(reasonOf(error), () => location.reload());
		return put(main, h("h1", {}, "Console"));
	}
	let close = open(overview, readAddress(location.hash));
	addEventListener("hashchange", () => {
		close();
		close = open(overview, readAddress(location.hash));
		scrollTo(0, 0);
		main.querySelector("h1")?.focus({ preventScroll: true });
	});
}
start();
`;

export const REFERENCE_JS: string = `// src/console/browser/ask.ts
var AskError = class extends Error {
	status;
	constructor(status, message) {
		super(message);
		this.status = status;
	}
};
const PATIENCE = 15e3;
async function reasonOf(response) {
	try {
		const { title, detail } = await response.json();
		return String(detail ?? title);
	} catch {
		return \`The server answered with \${response.status}.\`;
	}
}
async function call(url, init) {
	try {
		return await fetch(url, {
			...init,
			signal: AbortSignal.timeout(PATIENCE)
		});
	} catch {
		throw new AskError(0, "The server does not answer.");
	}
}
const apiUrl = (path) => new URL(\`../api\${path}\`, import.meta.url).href;
async function ask(path, init = {}) {
	const response = await call(apiUrl(path), init);
	if (!response.ok) throw new AskError(response.status, await reasonOf(response));
	return await response.json();
}
const ofApi = (api, path = "") => \`/\${encodeURIComponent(api)}\${path}\`;
// src/console/browser/element.ts
function h(name, attributes = {}, ...children) {
	const element = document.createElement(name);
	for (const [key, value] of Object.entries(attributes)) if (typeof value === "function") element.addEventListener(key, value);
	else if (value !== false && value !== null) element.setAttribute(key, value === true ? "" : String(value));
	put(element, ...children);
	return element;
}
function put(element, ...children) {
	element.replaceChildren(...children.filter((child) => child !== null && child !== false).map((child) => typeof child === "number" ? String(child) : child));
}
function byId(id) {
	const element = document.getElementById(id);
	if (element === null) throw new Error(\`The page has no #\${id}.\`);
	return element;
}
// src/console/browser/address.ts
function toHash(path, query) {
	const entries = Object.entries(query).filter(([, value]) => value !== "");
	return entries.length === 0 ? \`#\${path}\` : \`#\${path}?\${new URLSearchParams(entries)}\`;
}
// src/console/browser/frame.ts
function showNavigation({ hasReference }, api, current, up = "") {
	const link = (name, text, href) => h("li", {}, h("a", {
		href,
		"aria-current": current === name ? "page" : null
	}, text));
	const query = api === "" ? "" : \`?\${new URLSearchParams({ api })}\`;
	put(byId("views"), link("runs", "Runs", \`\${up}\${toHash("/runs", { api })}\`), link("operations", "Operations", \`\${up}\${toHash("/operations", { api })}\`), hasReference && link("reference", "API reference", \`\${up}reference/\${query}\`));
}
function showApis({ apis, user }, current, choose) {
	const [first] = apis;
	const shown = apis.find(({ name }) => name === current) ?? first;
	const select = h("select", {
		"aria-label": "API",
		change: () => choose(select.value)
	}, ...apis.map(({ name }) => h("option", {
		value: name,
		selected: name === shown?.name
	}, name)));
	const title = h("span", { class: "api-title" }, shown?.title ?? "", h("span", { class: "muted" }, \` \${shown?.version ?? ""}\`));
	put(byId("api"), apis.length > 1 ? select : title);
	put(byId("user"), user);
}
function showTrouble(text, again) {
	const trouble = byId("trouble");
	if (text === null) put(trouble);
	else put(trouble, h("div", { class: "trouble" }, h("p", {}, text), h("button", {
		type: "button",
		class: "button",
		click: again
	}, "Try again")));
}
function enableSkip() {
	byId("skip").addEventListener("click", (event) => {
		event.preventDefault();
		byId("main").focus();
	});
}
// src/console/browser/reference.ts
function followScheme() {
	const dark = matchMedia("(prefers-color-scheme: dark)");
	const apply = () => {
		document.documentElement.classList.toggle("dark-mode", dark.matches);
	};
	dark.addEventListener("change", apply);
	apply();
}
async function start() {
	enableSkip();
	followScheme();
	const overview = await ask("");
	const asked = new URLSearchParams(location.search).get("api") ?? "";
	const api = overview.apis.find(({ name }) => name === asked) ?? overview.apis[0];
	if (api === void 0) return;
	showNavigation(overview, overview.apis.length > 1 ? api.name : "", "reference", "../");
	showApis(overview, api.name, (name) => {
		location.search = \`?\${new URLSearchParams({ api: name })}\`;
	});
	document.title = \`API reference – \${api.title}\`;
	if (typeof SwaggerUIBundle === "undefined") return;
	const spec = await ask(ofApi(api.name, "/document"));
	SwaggerUIBundle({
		spec,
		domNode: byId("reference"),
		deepLinking: true,
		validatorUrl: null,
		tryItOutEnabled: true,
		persistAuthorization: false,
		displayRequestDuration: true,
		docExpansion: "list",
		defaultModelsExpandDepth: 0,
		withCredentials: true
	});
}
start().catch((error) => showTrouble(error instanceof AskError ? error.message : "The API reference cannot be shown.", () => location.reload()));
`;
