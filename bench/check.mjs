import { isDeepStrictEqual } from 'node:util';
import { toAnswer } from './wire.mjs';

/** Whether an answer is the expected one, as far as the expectation goes. */
export const fits = (got, { status, refused, type, body, pointer, operation }) =>
  (refused ?? [status]).includes(got.status) &&
  (type === undefined || got.type === type) &&
  (body === undefined || isDeepStrictEqual(got.body, body)) &&
  (operation === undefined || got.body.operation === operation) &&
  (pointer === undefined ||
    got.body.errors?.some((error) => error.in === 'body' && error.pointer === pointer));

/** Whether one case is answered as expected. */
export const isAnswered = async (load, port, { request, answer }) => {
  const { answers } = await load.ask({ question: 'readAll', port, requests: [request] });
  return fits(toAnswer(answers[0]), answer);
};

/** Asks every case once and throws at the first answer that is not the expected one. */
export const checkAnswers = async (load, contestant, port, cases) => {
  const { answers } = await load.ask({
    question: 'readAll',
    port,
    requests: cases.map(({ request }) => request),
  });
  for (const [n, { request, answer }] of cases.entries())
    if (!fits(toAnswer(answers[n]), answer))
      throw new Error(
        `${contestant} answers wrongly.\n\n${request}\n\n${answers[n]}\n\nExpected ${JSON.stringify(answer)}`,
      );
};
