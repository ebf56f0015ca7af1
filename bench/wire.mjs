/** HTTP/1.1 as the load sends and reads it: whole requests as text, answers framed by content-length or chunks. */

export const USUAL = [
  'host: 127.0.0.1',
  'user-agent: bench/1.0',
  'accept: application/json, text/plain, */*',
  'accept-encoding: gzip, deflate, br',
  'accept-language: en-GB,en;q=0.9',
  'x-request-id: 6c1b2a60-5c4e-4f0e-9d2b-0d6a3a1f8e11',
];

export const toRequest = (method, url, body, headers = []) => {
  const content =
    body === undefined
      ? []
      : ['content-type: application/json', `content-length: ${Buffer.byteLength(body)}`];
  return [`${method} ${url} HTTP/1.1`, ...USUAL, ...headers, ...content, '', body ?? ''].join('\r\n');
};

const LENGTH = /\r\ncontent-length: (\d+)/i;

const CHUNKED = /\r\ntransfer-encoding: chunked/i;
const LAST_CHUNK = '0\r\n\r\n';

const endOfAnswer = (bytes) => {
  const head = bytes.indexOf('\r\n\r\n');
  if (head === -1) return -1;
  const fields = bytes.latin1Slice(0, head);
  const length = LENGTH.exec(fields);
  if (length !== null) return head + 4 + Number(length[1]);
  if (!CHUNKED.test(fields)) return head + 4;
  return bytes.latin1Slice(bytes.length - LAST_CHUNK.length) === LAST_CHUNK ? bytes.length : -1;
};

/** Takes chunks; calls `onAnswer(status, bytes)` when an answer is complete. One answer is under way at a time. */
export const readAnswers = (onAnswer) => {
  let kept = null;
  return (chunk) => {
    const bytes = kept === null ? chunk : Buffer.concat([kept, chunk]);
    const end = endOfAnswer(bytes);
    // What is read next is written over it.
    kept = end === -1 || bytes.length < end ? Buffer.from(bytes) : null;
    if (kept === null) onAnswer(Number(bytes.latin1Slice(9, 12)), bytes);
  };
};

/** Media type of an answer, and its JSON, parsed where it is not in chunks. */
export const toAnswer = (text) => {
  const [head, body] = text.split('\r\n\r\n', 2);
  return {
    status: Number(head.slice(9, 12)),
    type: /\r\ncontent-type: ([^;\r]*)/i.exec(head)?.[1],
    body: body === '' || CHUNKED.test(head) ? undefined : JSON.parse(body),
  };
};

/** The same request as opbind's `api.handle` takes it. */
export const toParts = (text) => {
  const [head, body] = text.split('\r\n\r\n', 2);
  const [line, ...lines] = head.split('\r\n');
  const [method, url] = line.split(' ');
  const headers = Object.fromEntries(lines.map((each) => each.split(': ', 2)));
  return { method, url, headers, ...(body !== '' && { body: Buffer.from(body) }) };
};
