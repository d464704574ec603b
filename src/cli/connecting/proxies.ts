import { refusedError } from '../../errors.ts';

type ProxyVariables = Readonly<Record<string, string | undefined>>;

/** The first that is set has the proxy of Azure's SDK. Source: https://github.com/Azure/azure-sdk-for-js/tree/main/sdk/core/ts-http-runtime */
const variables = ['HTTPS_PROXY', 'ALL_PROXY', 'HTTP_PROXY'].flatMap((name) => [name, name.toLowerCase()]);

/**
 * Returns the variables that the SDK would read differently from everybody else, as it understands them: without a scheme
 * it would send every request to this machine, signs in a password would end the address, and `*` would be no host.
 */
export function usableProxies(env: ProxyVariables): Readonly<Record<string, string>> {
  const without = env['NO_PROXY'] || env['no_proxy'] || '';
  const isOff = without.split(',').some((host) => host.trim() === '*');
  const usable: Record<string, string> = {};
  for (const name of variables) {
    const value = env[name]?.trim() ?? '';
    const address = isOff ? '' : addressOf(value);
    if (value !== '' && address !== value) usable[name] = address;
  }
  return usable;
}

/** Returns a proxy with a scheme, and with a name and a password that can stand in an address. */
function addressOf(proxy: string): string {
  const [, scheme = 'http://', credentials = '', host = ''] = /^(\w[\w+.-]*:\/\/)?(?:(.*)@)?(.*)$/s.exec(proxy) ?? [];
  if (host === '') return proxy;
  const inert = credentials.replace(isWritten(credentials) ? /[#/?@[\]\\]/g : /[%#/?@[\]\\]/g, encodeURIComponent);
  return `${scheme}${inert === '' ? '' : `${inert}@`}${host}`;
}

/** Whether each `%` in a text belongs to a sign that is written as in an address. */
function isWritten(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** Throws for a variable with something other than the address of an HTTP proxy. */
export function assertProxies(env: ProxyVariables): void {
  for (const name of variables) {
    const value = env[name]?.trim() ?? '';
    if (value !== '' && !(/^https?:\/\//i.test(value) && URL.canParse(value)))
      throw refusedError(`${name} must be the address of an HTTP proxy, such as http://proxy.example:8080.`);
  }
}
