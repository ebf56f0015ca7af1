import { toRequest } from '../wire.mjs';

export const title = 'B  POST 1 KB of nested JSON, checked (formats, enums, nullable) → 201';
export const goal = 1.15;
export const start = { app: 'shop' };

const address = (n) => ({ street: `Langstrasse ${n}`, city: 'Zürich', postcode: '8004', country: 'CH' });

const item = (n) => ({
  sku: `PET-${1000 + n}`,
  title: `Thing number ${n} of the catalogue`,
  quantity: n + 1,
  price: n + 0.5,
  note: n % 2 === 0 ? null : 'handle with care',
});

/** A valid order of about 1 KB. */
export const order = (n) => ({
  id: `3f2504e0-4f89-41d3-9a0c-0305e82c33${10 + n}`,
  status: 'paid',
  currency: 'CHF',
  placedAt: `2026-03-${10 + n}T08:15:30Z`,
  deliverOn: n % 2 === 0 ? null : `2026-04-${10 + n}`,
  gift: n % 2 === 0,
  customer: { number: 7000 + n, name: 'Ada Lovelace', email: `ada${n}@example.org`, phone: null },
  shipTo: address(n),
  billTo: n % 2 === 0 ? null : address(n + 1),
  items: Array.from({ length: 6 }, (_, k) => item(n + k)),
});

const total = (items) => items.reduce((sum, { price, quantity }) => sum + price * quantity, 0);

export const cases = Array.from({ length: 8 }, (_, n) => order(n)).map((sent) => ({
  request: toRequest('POST', '/orders', JSON.stringify(sent)),
  answer: {
    status: 201,
    type: 'application/json',
    body: { id: sent.id, status: 'paid', items: 6, total: total(sent.items) },
  },
}));

export const probes = [];
