import { toRequest } from '../wire.mjs';
import { order } from './b.mjs';

export const title = 'C  the same, one value wrong → 400 problem';
export const goal = 1.2;
export const start = { app: 'shop' };

const WRONG = [
  ['/id', (sent) => ({ ...sent, id: '3f2504e0' })],
  ['/status', (sent) => ({ ...sent, status: 'lost' })],
  ['/placedAt', (sent) => ({ ...sent, placedAt: '2026-03-32T08:15:30Z' })],
  ['/deliverOn', (sent) => ({ ...sent, deliverOn: 'tomorrow' })],
  ['/customer/email', (sent) => ({ ...sent, customer: { ...sent.customer, email: 'ada' } })],
  ['/shipTo/country', (sent) => ({ ...sent, shipTo: { ...sent.shipTo, country: 'XX' } })],
  [
    '/items/5/quantity',
    (sent) => ({ ...sent, items: sent.items.with(5, { ...sent.items[5], quantity: 0 }) }),
  ],
  ['/items/5/sku', (sent) => ({ ...sent, items: sent.items.with(5, { ...sent.items[5], sku: 'pet' }) })],
];

export const cases = WRONG.map(([pointer, spoil], n) => ({
  request: toRequest('POST', '/orders', JSON.stringify(spoil(order(n)))),
  answer: { status: 400, type: 'application/problem+json', pointer },
}));

export const probes = [];
