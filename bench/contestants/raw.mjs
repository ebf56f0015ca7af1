import { readFileSync } from 'node:fs';
import { ALGORITHMS, AUDIENCE, ISSUER, SECRET } from '../documents/guarded.mjs';
import { listPets } from '../documents/pets.mjs';
import { pet, receipt } from '../documents/shop.mjs';
import { createTrie } from './trie.mjs';

/** Plain node:http with everything written by hand for exactly this work: the limit. */

const LIMIT = 1024 * 1024;
// All that JSON lets stand as it is.
const SAFE = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/;
const INTEGER = /^-?(?:0|[1-9]\d*)$/;

const send = (response, status, type, text) => {
  response.writeHead(status, ['content-type', type, 'content-length', String(Buffer.byteLength(text))]);
  response.end(text);
};
const json = (response, status, text) => send(response, status, 'application/json', text);

const problem = (response, status, title, where, pointer, message) =>
  send(
    response,
    status,
    'application/problem+json',
    `{"type":"about:blank","title":"${title}","status":${status},"errors":[{"in":"${where}","pointer":"${pointer}","message":"${message}"}]}`,
  );
const notFound = (response) =>
  send(response, 404, 'application/problem+json', '{"title":"Not found","status":404}');

const quote = (text) => (SAFE.test(text) ? `"${text}"` : JSON.stringify(text));
const decode = (text) => {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  return spaced.includes('%') ? decodeURIComponent(spaced) : spaced;
};
const integer = (text, least, most) => {
  const value = INTEGER.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
};
const FLAGS = new Map([
  ['true', true],
  ['false', false],
]);

const petText = ({ id, name, tags, verbose, limit }) => {
  let list = '';
  if (tags !== null) for (const tag of tags) list += list === '' ? quote(tag) : `,${quote(tag)}`;
  return `{"id":${id},"name":"${name}","tags":${tags === null ? 'null' : `[${list}]`},"verbose":${verbose},"limit":${limit}}`;
};

const getPet = (response, url) => {
  const mark = url.indexOf('?');
  const id = integer(url.slice(6, mark === -1 ? url.length : mark), 1, Number.MAX_SAFE_INTEGER);
  if (id === undefined) return notFound(response);
  let tags = null;
  let verbose = null;
  let limit = 20;
  for (let from = mark + 1; from > 0 && from < url.length; ) {
    const and = url.indexOf('&', from);
    const end = and === -1 ? url.length : and;
    const equals = url.indexOf('=', from);
    const name = url.slice(from, equals);
    const text = url.slice(equals + 1, end);
    if (name === 'tags') tags = text.split(',').map(decode);
    else if (name === 'verbose') verbose = FLAGS.get(text);
    else if (name === 'limit') limit = integer(text, 1, 100);
    from = end + 1;
  }
  if (tags !== null && tags.length > 10)
    return problem(response, 400, 'Invalid request', 'query', '/tags', 'at most 10');
  if (verbose === undefined)
    return problem(response, 400, 'Invalid request', 'query', '/verbose', 'must be a boolean');
  if (limit === undefined)
    return problem(response, 400, 'Invalid request', 'query', '/limit', 'must be 1 to 100');
  json(response, 200, petText(pet(id, tags, verbose, limit)));
};

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const EMAIL =
  /^[\w.!#$%&'*+/=?^`{|}~-]+@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/i;
const DATE = /^\d{4}-(\d\d)-(\d\d)$/;
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/i;
const POSTCODE = /^[0-9]{4,5}$/;
const SKU = /^[A-Z]{3}-[0-9]{4}$/;
const COUNTRIES = new Set(['AT', 'CH', 'DE', 'FR', 'IT']);
const DAYS = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value, least, most) =>
  typeof value === 'string' && value.length >= least && value.length <= most;
const isDate = (text) => {
  const parts = DATE.exec(text);
  if (parts === null) return false;
  const [year, month, day] = [Number(text.slice(0, 4)), Number(parts[1]), Number(parts[2])];
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month >= 1 && month <= 12 && day >= 1 && day <= DAYS[month] + (leap ? 1 : 0);
};
const isDateTime = (text) => text[10] === 'T' && isDate(text.slice(0, 10)) && TIME.test(text.slice(11));

const wrongAddress = (at, address) => {
  if (!isObject(address)) return at;
  if (!isText(address.street, 1, 100)) return `${at}/street`;
  if (!isText(address.city, 1, 100)) return `${at}/city`;
  if (typeof address.postcode !== 'string' || !POSTCODE.test(address.postcode)) return `${at}/postcode`;
  return COUNTRIES.has(address.country) ? null : `${at}/country`;
};

const wrongItem = (n, item) => {
  const at = `/items/${n}`;
  if (!isObject(item)) return at;
  if (typeof item.sku !== 'string' || !SKU.test(item.sku)) return `${at}/sku`;
  if (item.title !== undefined && !isText(item.title, 0, 100)) return `${at}/title`;
  if (!Number.isInteger(item.quantity) || item.quantity < 1 || item.quantity > 1000) return `${at}/quantity`;
  if (typeof item.price !== 'number' || item.price < 0) return `${at}/price`;
  return item.note === undefined || item.note === null || isText(item.note, 0, 200) ? null : `${at}/note`;
};

const wrongItems = (items) => {
  if (!Array.isArray(items) || items.length < 1 || items.length > 100) return '/items';
  for (let n = 0; n < items.length; n++) {
    const wrong = wrongItem(n, items[n]);
    if (wrong !== null) return wrong;
  }
  return null;
};

const wrongCustomer = (customer) => {
  if (!isObject(customer)) return '/customer';
  if (!Number.isInteger(customer.number) || customer.number < 1) return '/customer/number';
  if (!isText(customer.name, 1, 100)) return '/customer/name';
  if (typeof customer.email !== 'string' || !EMAIL.test(customer.email)) return '/customer/email';
  const { phone } = customer;
  return phone === undefined || phone === null || typeof phone === 'string' ? null : '/customer/phone';
};

/** JSON pointer of the first value that does not fit, or null. */
const wrongOrder = (order) => {
  if (!isObject(order)) return '';
  const { id, status, currency, placedAt, deliverOn, gift, billTo } = order;
  if (typeof id !== 'string' || !UUID.test(id)) return '/id';
  if (status !== 'new' && status !== 'paid' && status !== 'sent') return '/status';
  if (currency !== 'CHF' && currency !== 'EUR') return '/currency';
  if (typeof placedAt !== 'string' || !isDateTime(placedAt)) return '/placedAt';
  if (deliverOn !== undefined && deliverOn !== null && !(typeof deliverOn === 'string' && isDate(deliverOn)))
    return '/deliverOn';
  if (gift !== undefined && typeof gift !== 'boolean') return '/gift';
  const wrong = wrongCustomer(order.customer) ?? wrongAddress('/shipTo', order.shipTo);
  if (wrong !== null) return wrong;
  const wrongBillTo = billTo === undefined || billTo === null ? null : wrongAddress('/billTo', billTo);
  return wrongBillTo ?? wrongItems(order.items);
};

const placeOrder = (response, text) => {
  let order;
  try {
    order = JSON.parse(text);
  } catch {
    return problem(response, 400, 'Malformed body', 'body', '', 'must be JSON');
  }
  const wrong = wrongOrder(order);
  if (wrong !== null)
    return problem(response, 400, 'Invalid request', 'body', wrong, 'does not fit the schema');
  const { id, status, items, total } = receipt(order);
  json(response, 201, `{"id":"${id}","status":"${status}","items":${items},"total":${total}}`);
};

const readBody = (request, response, next) => {
  if (request.headers['content-type']?.startsWith('application/json') !== true)
    return problem(response, 415, 'Unsupported media type', 'body', '', 'must be application/json');
  const chunks = [];
  let size = 0;
  request.on('data', (chunk) => {
    size += chunk.length;
    if (size <= LIMIT) chunks.push(chunk);
  });
  request.on('end', () => {
    if (size > LIMIT) return problem(response, 413, 'Body too large', 'body', '', 'at most 1 MiB');
    next(response, (chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)).toString());
  });
};

export const shop = () => ({
  listener: (request, response) => {
    const { method, url } = request;
    if (method === 'GET' && url.startsWith('/pets/')) return getPet(response, url);
    if (method === 'POST' && url === '/orders') return readBody(request, response, placeOrder);
    return notFound(response);
  },
});

const unauthorized = (response) => {
  const text = '{"title":"Unauthorized","status":401}';
  response.writeHead(401, [
    'content-type',
    'application/problem+json',
    'content-length',
    String(text.length),
    'www-authenticate',
    'Bearer',
  ]);
  response.end(text);
};

const EXPECTED = { issuer: ISSUER, audience: AUDIENCE, algorithms: ALGORITHMS, requiredClaims: ['exp'] };

/** Gives jose the secret each time, as its shortest example does. */
const serveGuarded = ({ jwtVerify }) => ({
  listener: (request, response) => {
    const { method, url, headers } = request;
    if (method !== 'GET' || !url.startsWith('/pets/')) return notFound(response);
    const [, token] = /^Bearer (.+)$/i.exec(headers.authorization ?? '') ?? [];
    if (token === undefined) return unauthorized(response);
    jwtVerify(token, SECRET, EXPECTED).then(
      () => getPet(response, url),
      () => unauthorized(response),
    );
  },
});

// Loaded where it is needed: the start of the others is measured too.
export const guarded = async () => serveGuarded(await import('jose'));

export const remembering = guarded;

const tagsText = (tags) => {
  let text = '';
  for (const { id, name } of tags) text += `${text === '' ? '' : ','}{"id":${id},"name":${quote(name)}}`;
  return text;
};

const listText = (list) => {
  let text = '';
  for (const { id, key, name, owner, born, status, weight, tags } of list)
    text += `${text === '' ? '' : ','}{"id":${id},"key":"${key}","name":${quote(name)},"owner":${quote(owner)},"born":${born === null ? null : `"${born}"`},"status":"${status}","weight":${weight},"tags":[${tagsText(tags)}]}`;
  return `[${text}]`;
};

const isTag = (tag) => isObject(tag) && Number.isInteger(tag.id) && tag.id >= 1 && isText(tag.name, 1, 30);

const isTags = (tags) => {
  if (!Array.isArray(tags) || tags.length > 10) return false;
  for (const tag of tags) if (!isTag(tag)) return false;
  return true;
};

const isPet = (one) => {
  if (!isObject(one)) return false;
  const { id, key, owner, born, status, weight } = one;
  if (!Number.isInteger(id) || id < 1) return false;
  if (typeof key !== 'string' || !UUID.test(key)) return false;
  if (!isText(one.name, 1, 100)) return false;
  if (owner !== undefined && (typeof owner !== 'string' || !EMAIL.test(owner))) return false;
  if (born !== undefined && born !== null && !(typeof born === 'string' && isDate(born))) return false;
  if (status !== 'available' && status !== 'pending' && status !== 'sold') return false;
  if (weight !== undefined && (typeof weight !== 'number' || weight < 0)) return false;
  return isTags(one.tags);
};

const isList = (list) => {
  if (!Array.isArray(list) || list.length > 100) return false;
  for (const one of list) if (!isPet(one)) return false;
  return true;
};

const createPets = (isSendable) => () => ({
  listener: ({ method, url }, response) => {
    if (method !== 'GET' || !(url === '/pets' || url.startsWith('/pets?'))) return notFound(response);
    const [, text = '1'] = /[?&]page=([^&]*)/.exec(url) ?? [];
    const page = integer(text, 1, 9);
    if (page === undefined)
      return problem(response, 400, 'Invalid request', 'query', '/page', 'must be 1 to 9');
    const list = listPets(page);
    if (!isSendable(list))
      return problem(response, 500, 'Invalid answer', 'body', '', 'does not fit the schema');
    json(response, 200, listText(list));
  },
});

export const pets = createPets(() => true);

export const checkedPets = createPets(isList);

const listQuery = (search) => {
  const limit = /(?:^|&)limit=([^&]*)/.exec(search);
  const sort = /(?:^|&)sort=([^&]*)/.exec(search);
  const value = limit === null ? 20 : integer(limit[1], 1, 100);
  const valid = value !== undefined && (sort === null || sort[1] === 'name' || sort[1] === 'age');
  return valid ? `{"limit":${value},"sort":${sort === null ? null : `"${sort[1]}"`}}` : null;
};

const createRoute = (template, { operationId, parameters = [] }) => {
  const names = [...template.matchAll(/{(.*?)}/g)].map(([, name]) => name);
  const typed = new Set(
    parameters.filter((each) => each.schema?.type === 'integer').map((each) => each.name),
  );
  const paged = typed.has('limit');
  const slots = names.map((name) => ({ head: `"${name}":`, integer: typed.has(name) }));
  return (response, texts, search) => {
    let path = '';
    for (let n = 0; n < slots.length; n++) {
      const slot = slots[n];
      const value = slot.integer ? integer(texts[n], 1, Number.MAX_SAFE_INTEGER) : quote(decode(texts[n]));
      if (value === undefined) return notFound(response);
      path += `${n === 0 ? '' : ','}${slot.head}${value}`;
    }
    const query = paged ? listQuery(search) : '{}';
    if (query === null) return problem(response, 400, 'Invalid request', 'query', '', 'does not fit');
    json(response, 200, `{"operation":"${operationId}","path":{${path}},"query":${query}}`);
  };
};

const METHODS = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']);

/** Any document: parsed, its paths in a trie, no schemas. The least that a server of it can do. */
export const document = ({ file, basePath }) => {
  const trie = createTrie();
  for (const [template, item] of Object.entries(JSON.parse(readFileSync(file, 'utf8')).paths))
    for (const [method, operation] of Object.entries(item))
      if (METHODS.has(method))
        trie.add(basePath + template, method.toUpperCase(), createRoute(template, operation));
  return {
    listener: ({ method, url }, response) => {
      const mark = url.indexOf('?');
      const found = trie.find(mark === -1 ? url : url.slice(0, mark));
      const route = found?.methods.get(method);
      if (route === undefined) return notFound(response);
      route(response, found.texts, mark === -1 ? '' : url.slice(mark + 1));
    },
  };
};
