import { raw } from 'hono/html'

/** One sheet for screen and paper. Page numbers are the browser's own margin boxes (CSS Paged Media). */
export const style = raw(`
:root { --ink: #1c2430; --soft: #5b6675; --line: #d8dde4; --tint: #f4f6f9; --accent: #21406b; --yes: #1d6b45; --no: #9c2a2a; }
* { box-sizing: border-box; }
body { margin: 0; background: #e9ecf0; color: var(--ink); font: 15px/1.5 Charter, "Bitstream Charter", "Iowan Old Style", Georgia, "Liberation Serif", serif; font-variant-numeric: tabular-nums; }
main { max-width: 60rem; margin: 2rem auto; padding: 3.2rem 3.6rem; background: #fff; box-shadow: 0 1px 4px #0002; }
header { border-bottom: 2px solid var(--accent); padding-bottom: 1.1rem; }
.kicker, th, .label { font: 600 .72rem/1.3 "Helvetica Neue", Arial, "Liberation Sans", sans-serif; letter-spacing: .05em; text-transform: uppercase; color: var(--soft); }
h1 { font-size: 1.9rem; line-height: 1.2; font-weight: 600; margin: .35rem 0 .5rem; }
h2 { font-size: 1.2rem; line-height: 1.3; color: var(--accent); margin: 2.1rem 0 .4rem; break-after: avoid; }
p { margin: .4rem 0 .7rem; max-width: 46rem; }
.meta { color: var(--soft); font-size: .88rem; margin: 0; max-width: none; }
.summary { font-size: 1.1rem; line-height: 1.55; margin: 1.3rem 0 1.4rem; }
.purposes { display: grid; grid-template-columns: repeat(3, 1fr); gap: .55rem; margin: 1rem 0 .5rem; padding: 0; list-style: none; }
.purposes li { border: 1px solid var(--line); border-left: 4px solid var(--soft); border-radius: 3px; padding: .5rem .7rem; break-inside: avoid; line-height: 1.35; }
.purposes .granted { border-left-color: var(--yes); } .purposes .denied { border-left-color: var(--no); }
.purposes b { display: block; font-weight: 600; } .purposes small { color: var(--soft); font-size: .8rem; }
table { width: 100%; border-collapse: collapse; margin: .5rem 0 .9rem; font-size: .9rem; line-height: 1.4; }
th { text-align: left; vertical-align: bottom; border-bottom: 1.5px solid var(--ink); padding: .3rem .7rem .3rem 0; }
td { vertical-align: top; border-bottom: 1px solid var(--line); padding: .42rem .7rem .42rem 0; }
th:last-child, td:last-child { padding-right: 0; }
tr { break-inside: avoid; } thead { display: table-header-group; }
.number { text-align: right; white-space: nowrap; } .when { white-space: nowrap; }
.granted .value, .yes { color: var(--yes); font-weight: 600; } .denied .value, .no { color: var(--no); font-weight: 600; }
.soft { color: var(--soft); } small { font-size: .82rem; }
.note { background: var(--tint); border-left: 3px solid var(--accent); padding: .6rem .9rem; font-size: .92rem; max-width: none; break-inside: avoid; }
.note.broken { border-left-color: var(--no); }
code { font: .74rem/1.35 "SFMono-Regular", Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace; overflow-wrap: anywhere; }
.annex { margin-top: 3rem; border-top: 2px solid var(--accent); padding-top: .2rem; }
.annex table { font-size: .82rem; }
.annex tbody { break-inside: avoid; } .annex .hash td { border-bottom: 1px solid var(--line); padding-top: 0; } .annex .fact td { border-bottom: 0; padding-bottom: .1rem; }
@media screen and (max-width: 50rem) { main { margin: 0; padding: 1.4rem; } .purposes { grid-template-columns: 1fr; } }
@page { size: A4; margin: 17mm 17mm 19mm; @bottom-left { content: "Record of consent and use"; font: 8pt Arial, "Liberation Sans", sans-serif; color: #5b6675; } @bottom-right { content: "Page " counter(page) " of " counter(pages); font: 8pt Arial, "Liberation Sans", sans-serif; color: #5b6675; } }
@media print { body { background: #fff; font-size: 9.6pt; line-height: 1.42; } main { max-width: none; margin: 0; padding: 0; box-shadow: none; } h1 { font-size: 17pt; } .annex code { font-size: 6.9pt; } .annex small { font-size: 7.4pt; } h2 { font-size: 12.5pt; margin-top: 1.5rem; } .summary { font-size: 11pt; } .annex { margin-top: 0; border: 0; break-before: page; } * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
`)
