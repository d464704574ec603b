import { expect, it } from 'vitest';
import { assertProxies, usableProxies } from '../../../src/cli/connecting/proxies.ts';

/** As the client of Azure reads a proxy. */
const seen = (proxy = ''): readonly string[] => {
  const { host, username, password } = new URL(proxy);
  return [host, decodeURIComponent(username), decodeURIComponent(password)];
};

it.each(['http://ada:a%b#c/d?e@proxy:8080', 'ada:a%b#c/d?e@proxy:8080'])(
  'a password with signs that addresses write in another way gets to the proxy as it is: %s',
  (proxy) => {
    expect(seen(usableProxies({ HTTPS_PROXY: proxy })['HTTPS_PROXY'])).toEqual(['proxy:8080', 'ada', 'a%b#c/d?e']);
    expect(() => assertProxies(usableProxies({ HTTPS_PROXY: proxy }))).not.toThrow();
  },
);

it('a password with a percent sign that is none of an address gets to the proxy as it is', () => {
  expect(seen(usableProxies({ ALL_PROXY: 'http://ada:100%25%bc@proxy:1' })['ALL_PROXY'])[2]).toBe('100%25%bc');
});

it('a password that is written as addresses write it stays so', () => {
  const proxy = 'http://ada:100%25%23@proxy:8080';
  expect(seen({ HTTPS_PROXY: proxy, ...usableProxies({ HTTPS_PROXY: proxy }) }['HTTPS_PROXY'])[2]).toBe('100%#');
});

it.each(['NO_PROXY', 'no_proxy'])('no proxy is used where %s names all hosts', (name) => {
  const env = { HTTPS_PROXY: 'http://proxy:8080', http_proxy: 'proxy:1', [name]: '.internal, *' };
  expect(usableProxies(env)).toEqual({ HTTPS_PROXY: '', http_proxy: '' });
});

it.each([
  [{}, {}],
  [{ HTTPS_PROXY: '' }, {}],
  [{ HTTPS_PROXY: 'http://proxy.example:8080', NO_PROXY: '.internal' }, {}],
  [{ HTTPS_PROXY: 'https://ada:s3cr3t@proxy.example' }, {}],
  [{ HTTPS_PROXY: 'proxy.example:8080' }, { HTTPS_PROXY: 'http://proxy.example:8080' }],
  [{ https_proxy: ' 10.0.0.4:3128 ' }, { https_proxy: 'http://10.0.0.4:3128' }],
  [
    { ALL_PROXY: 'ada:s3cr3t@proxy:1', http_proxy: 'proxy:2' },
    { ALL_PROXY: 'http://ada:s3cr3t@proxy:1', http_proxy: 'http://proxy:2' },
  ],
])('a proxy without a scheme gets the usual one: %j', (env, completed) => {
  expect(usableProxies(env)).toEqual(completed);
});

it.each(['socks5://proxy:1080', 'http://', 'http://:8080', 'proxy:port'])(
  'what is no address of an HTTP proxy is refused, by its variable alone: %s',
  (value) => {
    const env = { all_proxy: value };
    expect(() => assertProxies({ ...env, ...usableProxies(env) })).toThrow(
      /^all_proxy must be the address of an HTTP proxy, such as http:\/\/proxy\.example:8080\.$/,
    );
  },
);
