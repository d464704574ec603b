import { expect, it } from 'vitest';
import { assertProxies, proxiesWithScheme } from '../../../src/cli/connecting/proxies.ts';

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
  expect(proxiesWithScheme(env)).toEqual(completed);
});

it.each(['socks5://proxy:1080', 'http://', 'http://:8080', 'proxy:port'])(
  'what is no address of an HTTP proxy is refused, by its variable alone: %s',
  (value) => {
    const env = { all_proxy: value };
    expect(() => assertProxies({ ...env, ...proxiesWithScheme(env) })).toThrow(
      /^all_proxy must be the address of an HTTP proxy, such as http:\/\/proxy\.example:8080\.$/,
    );
  },
);
