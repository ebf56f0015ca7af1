import { setTimeout as sleep } from 'node:timers/promises';
import { bind, reply } from 'opbind';

const json = { 'application/json': {} };

const document = {
  openapi: '3.1.0',
  info: { title: 'Reports', version: '1.4.0' },
  servers: [{ url: 'https://api.example/v1' }],
  paths: {
    '/reports': {
      get: {
        operationId: 'listReports',
        summary: 'The reports there are',
        responses: { 200: { description: 'Reports', content: json } },
      },
      post: {
        operationId: 'makeReport',
        summary: 'Makes a report, which takes a while',
        'x-opbind': { mode: 'poll' },
        parameters: [{ name: 'pages', in: 'query', schema: { type: 'integer', minimum: 1, default: 10 } }],
        responses: { 201: { description: 'Made', content: json } },
      },
    },
    '/reports/{id}': {
      get: {
        operationId: 'getReport',
        summary: 'One report',
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
        responses: { 200: { description: 'The report', content: json } },
      },
      delete: {
        operationId: 'dropReport',
        summary: 'Drops a report',
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
        responses: { 204: { description: 'Dropped' } },
      },
    },
  },
};

const reports = new Map([[1, { id: 1, pages: 3 }]]);

/** An API whose runs are worth a look: some take their time, and some fail. */
export const api = await bind(document, {
  listReports: () => [...reports.values()],
  getReport: ({ path }) => reports.get(path.id) ?? reply(404, { message: 'no such report' }),
  makeReport: async ({ query, run }) => {
    for (let page = 1; page <= query.pages; page += 1) {
      await sleep(500, undefined, { signal: run.signal });
      run.log(`page ${page} of ${query.pages}`);
      if (page === 13) throw new Error('There is no page 13 in this house.');
    }
    const report = { id: reports.size + 1, pages: query.pages };
    reports.set(report.id, report);
    run.outputs.report = report;
    return reply(201, report);
  },
});
