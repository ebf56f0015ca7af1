// What Lambda calls. Try it with an event of your own:
//
//   node examples/doors/lambda.mjs
import { toLambdaHandler } from 'opbind/lambda';
import { api } from './pets.mjs';

export const handler = toLambdaHandler(api);

if (import.meta.filename === process.argv[1]) {
  const event = {
    version: '2.0',
    rawPath: '/v1/pets/1',
    rawQueryString: '',
    headers: { accept: 'application/json' },
    requestContext: { stage: '$default', http: { method: 'GET', sourceIp: '198.51.100.7' } },
  };
  process.stdout.write(`${JSON.stringify(await handler(event))}\n`);
}
