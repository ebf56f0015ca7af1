import { reply } from '../process/reply.ts';
import type { ProblemDetails, ShapeProblem } from '../response/problem.ts';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escaped = (text: unknown): string =>
  String(text ?? '').replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '');

const pageOf = ({ title, detail, status }: ProblemDetails): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<main>
<h1>${escaped(title)}</h1>
<p>${escaped(detail)}</p>
<p>HTTP ${escaped(status)}</p>
</main>
</html>
`;

/** Problems as pages, for whoever opens an address: browsers would save JSON or XML of a problem as a file. */
export const toRefusalPage: ShapeProblem = (problem, { request }) =>
  String(request.headers['accept'] ?? '').includes('text/html')
    ? reply(problem.status, pageOf(problem), { contentType: 'text/html' })
    : undefined;
