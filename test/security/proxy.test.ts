import { X509Certificate } from 'node:crypto';
import { createServer, request as send } from 'node:https';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toNodeListener } from '../../src/doors/node.ts';
import type { HttpRequest } from '../../src/http/message.ts';
import { bind, type ClientCertificate, SetupError, type TrustProxy } from '../../src/index.ts';
import { readForwarded } from '../../src/security/proxy/forwarded.ts';
import { compileForward } from '../../src/security/proxy.ts';
import { type Injection, inject } from '../../src/testing/index.ts';
import { createAuthority } from '../certificates.ts';
import { documentOf, operation } from '../document-of.ts';

const DOCUMENT = documentOf(
  { '/me': { get: operation('me') }, '/cert': { get: operation('cert', { security: [{ tls: [] }] }) } },
  { components: { securitySchemes: { tls: { type: 'mutualTLS' } } } },
);

const apiWith = (trustProxy?: TrustProxy) =>
  bind(
    DOCUMENT,
    {
      me: ({ http: { clientIp, protocol, uri } }) => ({ clientIp, protocol, uri }),
      cert: ({ claims }) => claims?.all,
    },
    {
      ...(trustProxy !== undefined && { trustProxy }),
      authenticators: {
        tls: ({ authorized, subject, issuer }: ClientCertificate) =>
          authorized ? { name: subject, claims: { subject, issuer } } : null,
      },
    },
  );

const PROXY = '10.0.0.1';
const CLIENT = '203.0.113.7';
const URI = 'http://localhost/me';

type Headers = NonNullable<Injection['headers']>;

const xff = (client: string, more: Headers = {}): Headers => ({ 'x-forwarded-for': client, ...more });
const forwarded = (field: string | string[]): Headers => ({ forwarded: field });

describe('who is calling', () => {
  test.each<
    [trust: TrustProxy | undefined, peer: string, headers: Headers, clientIp: string | null, uri?: string]
  >([
    // peers
    [undefined, PROXY, xff(CLIENT), PROXY],
    ['10.0.0.1', PROXY, xff(CLIENT), CLIENT],
    ['10.0.0.2', PROXY, xff(CLIENT), PROXY],
    ['10.0.0.0/8', '10.255.0.1', xff(CLIENT), CLIENT],
    ['10.0.0.0/8', '11.0.0.1', xff(CLIENT), '11.0.0.1'],
    ['10.0.0.0/8', '::ffff:10.0.0.1', xff(CLIENT), CLIENT],
    ['::ffff:10.0.0.0/104', PROXY, xff(CLIENT), CLIENT],
    ['fd00::/8', 'fd12::1', xff(CLIENT), CLIENT],
    ['fd00::/8', 'fe80::1', xff(CLIENT), 'fe80::1'],
    ['linklocal', 'fe80::1%eth0', xff(CLIENT), CLIENT],
    ['loopback', '127.9.9.9', xff(CLIENT), CLIENT],
    ['loopback', '::1', xff(CLIENT), CLIENT],
    ['uniquelocal', '172.16.0.1', xff(CLIENT), CLIENT],
    ['loopback, uniquelocal', '192.168.1.1', xff(CLIENT), CLIENT],
    [['loopback', '10.0.0.1'], PROXY, xff(CLIENT), CLIENT],
    [{ addresses: '10.0.0.1' }, PROXY, xff(CLIENT), CLIENT],

    // the chain
    ['10.0.0.0/8', PROXY, xff(`1.1.1.1, ${CLIENT}`), CLIENT],
    ['10.0.0.0/8', PROXY, xff(`1.1.1.1, ${CLIENT}, 10.0.0.2`), CLIENT],
    ['10.0.0.0/8', PROXY, { 'x-forwarded-for': ['1.1.1.1', `${CLIENT},10.0.0.2`] }, CLIENT],
    ['10.0.0.0/8', PROXY, xff('10.0.0.3, 10.0.0.2'), '10.0.0.3'],
    ['10.0.0.0/8', PROXY, {}, PROXY],
    ['10.0.0.0/8', PROXY, xff(''), PROXY],
    ['10.0.0.0/8', PROXY, xff(`${CLIENT}:4711`), CLIENT],
    ['10.0.0.0/8', PROXY, xff('2001:db8::1'), '2001:db8::1'],
    ['10.0.0.0/8', PROXY, xff('[2001:DB8:0::1]:4711'), '2001:db8::1'],
    ['10.0.0.0/8', PROXY, xff('::ffff:203.0.113.7'), CLIENT],
    ['10.0.0.0/8', PROXY, xff('unknown'), null],
    ['10.0.0.0/8', PROXY, xff(`${CLIENT}, unknown`), null],
    ['10.0.0.0/8', PROXY, xff('127.1'), null],
    ['10.0.0.0/8', PROXY, xff('0x7f.0.0.1'), null],
    ['10.0.0.0/8', PROXY, xff('010.0.0.1'), null],
    ['10.0.0.0/8', PROXY, xff(`<script>, ${CLIENT}`), CLIENT],

    // RFC 7239
    ['10.0.0.0/8', PROXY, forwarded(`for=${CLIENT}`), CLIENT],
    ['10.0.0.0/8', PROXY, forwarded('For="[2001:db8:cafe::17]:4711"'), '2001:db8:cafe::17'],
    ['10.0.0.0/8', PROXY, forwarded(`for=1.1.1.1, for="${CLIENT}:80" ;by=_a, for=10.0.0.2`), CLIENT],
    ['10.0.0.0/8', PROXY, forwarded(['for=1.1.1.1', `for=${CLIENT}`]), CLIENT],
    ['10.0.0.0/8', PROXY, forwarded(`for=1.1.1.1,,for=${CLIENT},`), CLIENT],
    ['10.0.0.0/8', PROXY, forwarded('for=_hidden, for=10.0.0.2'), null],
    ['10.0.0.0/8', PROXY, forwarded('for=unknown'), null],
    ['10.0.0.0/8', PROXY, forwarded('by=10.0.0.1'), PROXY],
    ['10.0.0.0/8', PROXY, forwarded(`for=${CLIENT}, by=10.0.0.1;for=10.0.0.2, proto=http`), PROXY],
    ['10.0.0.0/8', PROXY, forwarded(`for="${CLIENT}`), null],
    ['10.0.0.0/8', PROXY, forwarded(`for=1.1.1.1;for=${CLIENT}`), null],
    ['10.0.0.0/8', PROXY, forwarded('for=[2001:db8::1]'), null],
    ['10.0.0.0/8', PROXY, forwarded(`for="a, for=${CLIENT}`), null],
    ['10.0.0.0/8', PROXY, forwarded(`for="${CLIENT}\\"`), null],
    ['10.0.0.0/8', PROXY, forwarded(`for="203.0.113.\\7"`), CLIENT],

    // both
    ['10.0.0.0/8', PROXY, { ...xff('1.1.1.1'), ...forwarded(`for=${CLIENT}`) }, null],
    [
      { addresses: PROXY, headers: 'forwarded' },
      PROXY,
      { ...xff('1.1.1.1'), ...forwarded(`for=${CLIENT}`) },
      CLIENT,
    ],
    [
      { addresses: PROXY, headers: 'x-forwarded' },
      PROXY,
      { ...xff(CLIENT), ...forwarded('for=1.1.1.1') },
      CLIENT,
    ],
    [{ addresses: PROXY, headers: 'x-forwarded' }, PROXY, forwarded('for=1.1.1.1'), PROXY],
    [{ addresses: PROXY, headers: 'forwarded' }, PROXY, xff('1.1.1.1'), PROXY],

    // protocol
    [PROXY, PROXY, xff(CLIENT, { 'x-forwarded-proto': 'https' }), CLIENT, 'https://localhost/me'],
    [PROXY, PROXY, { 'x-forwarded-proto': 'HTTPS' }, PROXY, 'https://localhost/me'],
    [PROXY, PROXY, xff(CLIENT, { 'x-forwarded-proto': 'wss' }), CLIENT, URI],
    [PROXY, PROXY, xff(`1.1.1.1, ${CLIENT}`, { 'x-forwarded-proto': 'https, http' }), CLIENT, URI],
    [PROXY, PROXY, xff(CLIENT, { 'x-forwarded-proto': 'https, http' }), CLIENT, URI],
    [
      '10.0.0.0/8',
      PROXY,
      xff(`${CLIENT}, 10.0.0.2`, { 'x-forwarded-proto': 'https, http' }),
      CLIENT,
      'https://localhost/me',
    ],
    [PROXY, PROXY, forwarded(`for=${CLIENT};proto=https`), CLIENT, 'https://localhost/me'],
    [PROXY, PROXY, forwarded(`for=1.1.1.1;proto=https, for=${CLIENT};proto=http`), CLIENT, URI],
    [PROXY, PROXY, forwarded(`for=1.1.1.1;proto=https, for=${CLIENT}`), CLIENT, URI],
    [PROXY, PROXY, forwarded('for=_a;proto=https'), null, 'https://localhost/me'],
    [PROXY, CLIENT, { 'x-forwarded-proto': 'https' }, CLIENT, URI],

    // host
    [PROXY, PROXY, xff(CLIENT, { 'x-forwarded-host': 'api.example' }), CLIENT, 'http://api.example/me'],
    [PROXY, PROXY, xff(CLIENT, { 'x-forwarded-host': 'api.example:81' }), CLIENT, 'http://api.example:81/me'],
    [PROXY, PROXY, xff(CLIENT, { 'x-forwarded-port': '8443' }), CLIENT, 'http://localhost:8443/me'],
    [
      PROXY,
      PROXY,
      xff(CLIENT, {
        'x-forwarded-host': 'a.example',
        'x-forwarded-proto': 'https',
        'x-forwarded-port': '443',
      }),
      CLIENT,
      'https://a.example/me',
    ],
    [
      PROXY,
      PROXY,
      xff(CLIENT, { 'x-forwarded-host': 'evil.example, api.example' }),
      CLIENT,
      'http://api.example/me',
    ],
    [PROXY, PROXY, xff(CLIENT, { 'x-forwarded-host': 'a.example/b?' }), CLIENT, URI],
    [PROXY, PROXY, xff(CLIENT, { 'x-forwarded-host': 'user@a.example' }), CLIENT, URI],
    [PROXY, PROXY, forwarded(`for=${CLIENT};host="api.example:81"`), CLIENT, 'http://api.example:81/me'],
    [PROXY, CLIENT, { 'x-forwarded-host': 'api.example' }, CLIENT, URI],
  ])('trusting %j, from %s with %j: %s', async (trust, peer, headers, clientIp, uri = URI) => {
    const api = await apiWith(trust);
    const answer = await inject(api, { url: '/me', clientIp: peer, headers });
    expect(answer.json()).toEqual({ clientIp, protocol: uri.split(':')[0], uri });
  });

  test('over https, a malformed field speaks of no safe connection', async () => {
    const api = await apiWith(PROXY);
    const call = { url: '/me', clientIp: PROXY, protocol: 'https' } as const;
    expect((await inject(api, call)).json()).toMatchObject({ protocol: 'https' });
    const malformed = await inject(api, { ...call, headers: forwarded('for="') });
    expect(malformed.json()).toMatchObject({ protocol: 'http', clientIp: null });
  });

  test('without an address of the peer, nobody is trusted', async () => {
    const answer = await inject(await apiWith('loopback'), {
      url: '/me',
      clientIp: '',
      headers: xff(CLIENT),
    });
    expect(answer.json()).toMatchObject({ clientIp: '' });
  });

  test('through a hundred thousand hops, in little time', async () => {
    const api = await apiWith('10.0.0.0/8');
    const headers = [
      xff('10.0.0.2,'.repeat(100_000)),
      forwarded('for=10.0.0.2,'.repeat(50_000)),
      forwarded(`${' '.repeat(200_000)}x`),
      forwarded(`for="${'\\"'.repeat(200_000)}`),
      forwarded(`${'a'.repeat(200_000)} `),
      xff(`[${'0:'.repeat(100_000)}`),
    ];
    const start = performance.now();
    for (const one of headers) await inject(api, { url: '/me', clientIp: PROXY, headers: one });
    expect(performance.now() - start).toBeLessThan(3_000);
  });
});

describe('what is no proxy', () => {
  test.each<[unknown, string, RegExp]>([
    [true, 'trustProxy', /addresses of the proxies/],
    [1, 'trustProxy', /addresses of the proxies/],
    [{}, 'trustProxy', /addresses of the proxies/],
    ['', 'trustProxy', /Say the addresses/],
    [[], 'trustProxy', /Say the addresses/],
    ['10.0.0', 'trustProxy', /Say the addresses/],
    ['127.1', 'trustProxy', /Say the addresses/],
    ['10.0.0.1:80', 'trustProxy', /Say the addresses/],
    ['10.0.0.0/33', 'trustProxy', /Say the addresses/],
    ['fe80::1%eth0', 'trustProxy', /Say the addresses/],
    ['::/129', 'trustProxy', /Say the addresses/],
    ['0.0.0.0/0', 'trustProxy', /Say the addresses/],
    ['::/0', 'trustProxy', /Say the addresses/],
    ['::ffff:0.0.0.0/96', 'trustProxy', /Say the addresses/],
    ['proxy.example', 'trustProxy', /Say the addresses/],
    ['toString', 'trustProxy', /Say the addresses/],
    [{ addresses: 'loopback', headers: 'x-real-ip' }, 'trustProxy.headers', /x-forwarded/],
    [{ addresses: 'loopback', certificate: 'a b' }, 'trustProxy.certificate', /Client-Cert/],
    [{ addresses: 7 }, 'trustProxy.addresses', /text/],
  ])('%j', async (trust, pointer, mend) => {
    const error = await apiWith(trust as TrustProxy).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SetupError);
    expect((error as SetupError).findings).toMatchObject([
      { code: 'option-invalid', pointer, mend: expect.stringMatching(mend) },
    ]);
  });
});

const NAME = [{ C: ['DE'] }, { O: ['Example, Inc.'] }, { CN: ['client,CN=admin'] }];
const SUBJECT = 'CN=client\\,CN=admin,O=Example\\, Inc.,C=DE';

describe('the certificate of a caller', async () => {
  const { cert } = await createAuthority(NAME);
  const { cert: over } = await createAuthority(NAME, -1);
  const der = (pem: string): string => `:${new X509Certificate(pem).raw.toString('base64')}:`;
  const trust = { addresses: PROXY, certificate: 'Client-Cert' };

  test.each<[string, TrustProxy, string, Headers, number]>([
    ['as RFC 9440 has it', trust, PROXY, { 'client-cert': der(cert) }, 200],
    ['as percent-encoded PEM', trust, PROXY, { 'client-cert': encodeURIComponent(cert) }, 200],
    ['not from anybody', trust, CLIENT, { 'client-cert': der(cert) }, 401],
    ['not without a word of it', PROXY, PROXY, { 'client-cert': der(cert) }, 401],
    ['not twice', trust, PROXY, { 'client-cert': [der(cert), der(cert)] }, 401],
    ['not twice in one line', trust, PROXY, { 'client-cert': `${der(cert)}, ${der(cert)}` }, 401],
    ['not out of its time', trust, PROXY, { 'client-cert': der(over) }, 401],
    ['not without its ends', trust, PROXY, { 'client-cert': der(cert).slice(1, -1) }, 401],
    ['not from nothing', trust, PROXY, { 'client-cert': '' }, 401],
    ['not from bytes', trust, PROXY, { 'client-cert': ':AAAA:' }, 401],
    ['not from a malformed escape', trust, PROXY, { 'client-cert': '%zz' }, 401],
    ['not from nowhere', trust, PROXY, {}, 401],
  ])('%s', async (_, trustProxy, clientIp, headers, status) => {
    const answer = await inject(await apiWith(trustProxy), { url: '/cert', clientIp, headers });
    expect(answer.status).toBe(status);
    if (status === 200) expect(answer.json()).toEqual({ subject: SUBJECT, issuer: SUBJECT });
  });

  test('of its own is no credential of a proxy', async () => {
    const forward = compileForward(trust);
    const request: HttpRequest = {
      method: 'GET',
      url: '/cert',
      headers: {},
      clientIp: PROXY,
      clientCertificate: { authorized: true, subject: 'CN=proxy', issuer: 'CN=ca' },
    };
    expect(forward(request).clientCertificate).toBeUndefined();
    expect(forward({ ...request, clientIp: CLIENT }).clientCertificate?.subject).toBe('CN=proxy');
  });

  test('over TLS is named in the same way', async () => {
    const server = await createAuthority([{ CN: ['localhost'] }]);
    const client = await createAuthority(NAME);
    const listener = toNodeListener(await apiWith());
    const door = createServer(
      { ...server, requestCert: true, rejectUnauthorized: false, ca: client.cert },
      listener,
    ).listen(0, '127.0.0.1');
    try {
      await new Promise((resolve) => door.once('listening', resolve));
      const { port } = door.address() as AddressInfo;
      const get = (more: object): Promise<readonly [number | undefined, string]> =>
        new Promise((resolve, reject) => {
          send(
            { host: '127.0.0.1', port, path: '/cert', rejectUnauthorized: false, agent: false, ...more },
            (answer) => {
              let text = '';
              answer.on('data', (chunk) => {
                text += chunk;
              });
              answer.on('end', () => resolve([answer.statusCode, text]));
            },
          )
            .on('error', reject)
            .end();
        });
      const [status, text] = await get(client);
      expect([status, JSON.parse(text)]).toEqual([200, { subject: SUBJECT, issuer: SUBJECT }]);
      expect((await get({}))[0]).toBe(401);
    } finally {
      door.closeAllConnections();
      door.close();
    }
  });
});

describe('the field Forwarded', () => {
  const token = fc.stringMatching(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,8}$/);
  const quote = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;

  test('is read as it was written', () => {
    const element = fc.dictionary(
      token.map((name) => name.toLowerCase()),
      fc.stringMatching(/^[\t \u0021-\u007e]{0,8}$/),
      { minKeys: 1, maxKeys: 4, noNullPrototype: true },
    );
    fc.assert(
      fc.property(fc.array(element, { maxLength: 5 }), (elements) => {
        const field = elements
          .map((one) =>
            Object.entries(one)
              .map(([name, value]) => `${name}=${quote(value)}`)
              .join(';'),
          )
          .join(', ');
        expect(readForwarded(field)?.map((one) => Object.fromEntries(one))).toEqual(elements);
      }),
    );
  });

  const noise = fc.oneof(
    fc.string(),
    fc.stringMatching(/^[for="\\;,[\]:. 0-9a-f\t]{0,40}$/),
    fc
      .array(fc.constantFrom('for=', '"', '\\', '10.0.0.1', ',', ';', 'proto=https', ' ', '[::1]', '='))
      .map((all) => all.join('')),
  );

  test('never throws, whatever it holds', () => {
    const forward = compileForward('10.0.0.0/8');
    fc.assert(
      fc.property(noise, noise, (field, list) => {
        for (const headers of [
          { forwarded: field },
          { 'x-forwarded-for': list, 'x-forwarded-host': field },
        ]) {
          const { protocol, host } = forward({ method: 'GET', url: '/', headers, clientIp: PROXY });
          expect(['http', 'https']).toContain(protocol);
          expect(host ?? 'none').toMatch(/^[\w.~:[\]-]+$/);
        }
      }),
    );
  });

  test('is not believed beyond a hop that is not trusted', () => {
    const forward = compileForward('10.0.0.0/8');
    const trusted = fc.ipV4().map((ip) => ip.replace(/^\d+/, '10'));
    const stranger = fc.ipV4().filter((ip) => !ip.startsWith('10.'));
    fc.assert(
      fc.property(noise, stranger, fc.array(trusted, { maxLength: 3 }), (before, client, hops) => {
        const written = [`${client}`, ...hops];
        const list = [before, ...written].join(', ');
        const field = [before, ...written.map((ip) => `for=${ip};proto=http`)].join(', ');
        const of = (headers: HttpRequest['headers']): HttpRequest =>
          forward({ method: 'GET', url: '/', headers, clientIp: PROXY });
        expect(of({ 'x-forwarded-for': list }).clientIp).toBe(client);
        const { clientIp, protocol } = of({ forwarded: field });
        // What comes before may spoil the whole field, and can do no more than that.
        expect([client, undefined]).toContain(clientIp);
        expect(protocol).toBe('http');
      }),
    );
  });

  test('means nothing from a peer that is not trusted', () => {
    const forward = compileForward('10.0.0.0/8');
    fc.assert(
      fc.property(noise, fc.ipV6(), (field, clientIp) => {
        const request = { method: 'GET', url: '/', headers: { forwarded: field }, clientIp };
        expect(forward(request)).toBe(request);
      }),
    );
  });
});
