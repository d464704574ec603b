import { describe, expect, it, onTestFinished } from 'vitest';
import { customCloud, restrictToCloud } from '../../../src/host/accounts/customCloud.ts';
import { shownText, speak } from '../../../src/sentences/language.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { say } from '../../../src/sentences/words.ts';
import { fc } from '../../support/property.ts';

/** A cloud of the person's own, with other addresses here and there. */
function settingsWith(changes: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return {
    name: 'Contoso',
    resourceManagerEndpointUrl: 'https://arm.contoso.com',
    portalUrl: 'https://portal.contoso.com',
    managementEndpointUrl: 'https://management.contoso.com',
    activeDirectoryResourceId: 'https://tokens.contoso.com',
    activeDirectoryEndpointUrl: 'https://login.contoso.com',
    ...changes,
  };
}

/** The problem's setting, or `undefined` where the cloud is taken. */
function verdict(changes: Readonly<Record<string, unknown>>): string | undefined {
  try {
    customCloud(settingsWith(changes));
    return undefined;
  } catch (error) {
    expect(error).toMatchObject({ code: 'refused' });
    return /"(\w+)"/.exec((error as Error).message)?.[1];
  }
}

const microsofts = [
  {
    manager: 'https://management.azure.com',
    authority: 'https://login.microsoftonline.com',
    audiences: ['management.azure.com', 'management.core.windows.net', 'westeurope.management.azure.com'],
  },
  {
    manager: 'https://management.usgovcloudapi.net',
    authority: 'https://login.microsoftonline.us',
    audiences: ['management.usgovcloudapi.net', 'management.core.usgovcloudapi.net'],
  },
  {
    manager: 'https://management.chinacloudapi.cn',
    authority: 'https://login.partner.microsoftonline.cn',
    audiences: ['management.chinacloudapi.cn', 'management.core.chinacloudapi.cn'],
  },
  {
    manager: 'https://management.microsoftazure.de',
    authority: 'https://login.microsoftonline.de',
    audiences: ['management.microsoftazure.de', 'management.core.cloudapi.de'],
  },
  {
    manager: 'https://management.sovcloud-api.fr',
    authority: 'https://login.sovcloud-identity.fr',
    audiences: ['management.sovcloud-api.fr', 'management.core.sovcloud-api.fr'],
  },
  {
    manager: 'https://management.azure.microsoft.scloud',
    authority: 'https://login.microsoftonline.microsoft.scloud',
    audiences: ['management.azure.microsoft.scloud'],
  },
];
/** Microsoft's, and in no list of services. */
const services = [
  ...['api.loganalytics.io', 'api.applicationinsights.io', 'azconfig.io', 'api.powerbi.com', 'api.spaces.skype.com'],
  ...['service.powerapps.com', 'api.aadrm.com', 'teams.cloud.microsoft', 'graph.microsoft.com', 'vault.azure.net'],
  ...['a-service-of-tomorrow.example', 'management.contoso.onmicrosoft.com/4de154de-f8a8-4017-af41-df619da68155'],
];
/** Ways to write the same address. */
const spellings: readonly ((host: string) => string)[] = [
  (host) => `https://${host}`,
  (host) => `https://${host}/`,
  (host) => `https://${host}//`,
  (host) => `https://${host}:443`,
  (host) => `https://${host}:443/`,
  (host) => `HTTPS://${host.toUpperCase()}`,
  (host) => `https://${host}:8443`,
  (host) => `https://${host}/more/of-it`,
];
const audiences = microsofts.flatMap(({ manager, authority, audiences }) =>
  audiences.flatMap((host) => spellings.map((spell) => ({ audience: spell(host), manager, authority }))),
);

describe('a token for the Resource Manager of Microsoft', () => {
  it.each(audiences)('is sent to no other Resource Manager: $audience', ({ audience, manager, authority }) => {
    const asking = { activeDirectoryResourceId: audience, activeDirectoryEndpointUrl: authority };
    const host = new URL(manager).host;
    const elsewhere = [
      'https://arm.attacker.example',
      `https://${host}.attacker.example`,
      `https://attacker-${host}`,
      `https://${host}:8443`,
      `https://${host.replaceAll('.', '-')}.example`,
      ...microsofts.map((other) => other.manager).filter((other) => other !== manager),
    ];
    for (const resourceManagerEndpointUrl of elsewhere) {
      expect(verdict({ ...asking, resourceManagerEndpointUrl })).toBe('resourceManagerEndpointUrl');
    }
  });

  it.each(audiences)(
    'is sent to the Resource Manager that it is for: $audience',
    ({ audience, manager, authority }) => {
      const asking = { activeDirectoryResourceId: audience, activeDirectoryEndpointUrl: authority };
      for (const resourceManagerEndpointUrl of [manager, `${manager}/`, `${manager}:443`, manager.toUpperCase()]) {
        expect(verdict({ ...asking, resourceManagerEndpointUrl })).toBeUndefined();
      }
    },
  );

  it.each(audiences)('is requested from Microsoft only, like passwords and secrets: $audience', (row) => {
    const { audience, manager, authority } = row;
    const rest = { activeDirectoryResourceId: audience, resourceManagerEndpointUrl: manager };
    const others = ['https://login.contoso.com', `${authority}.example`, `${authority}:8443`];
    for (const activeDirectoryEndpointUrl of others) {
      expect(verdict({ ...rest, activeDirectoryEndpointUrl })).toBe('activeDirectoryEndpointUrl');
    }
  });

  it('is no exception: tokens for other services of Microsoft are sent to Microsoft only, too', () => {
    for (const service of ['graph.microsoft.com', 'vault.azure.net', 'storage.azure.com', 'graph.windows.net']) {
      expect(verdict({ activeDirectoryResourceId: `https://${service}` })).toBe('resourceManagerEndpointUrl');
    }
  });
});

describe('a token that Microsoft signs', () => {
  it.each(microsofts)('at $authority is sent to $manager only, whatever it is for', (row) => {
    const { manager, authority } = row;
    for (const service of services) {
      for (const place of [authority, authority.toUpperCase(), `${authority}/organizations`, `${authority}:443`]) {
        const asking = { activeDirectoryResourceId: `https://${service}`, activeDirectoryEndpointUrl: place };
        const elsewhere = [
          'https://arm.contoso.com',
          'https://127.0.0.1:8444',
          `${manager}:8443`,
          `${manager}.example`,
        ];
        for (const resourceManagerEndpointUrl of [
          ...elsewhere,
          ...microsofts.map((other) => other.manager).filter((other) => other !== manager),
        ])
          expect([service, verdict({ ...asking, resourceManagerEndpointUrl })]).toEqual([
            service,
            'resourceManagerEndpointUrl',
          ]);
      }
    }
  });

  it.each([
    ...['login.microsoft.com', 'login.windows.net', 'sts.windows.net', 'device.login.microsoftonline.com'],
    ...['login-us.microsoftonline.com', 'login.live.com', 'contoso.b2clogin.com', 'contoso.ciamlogin.com'],
    ...['login.chinacloudapi.cn', 'login.microsoftonline.de', 'login.microsoftonline.com:8443'],
  ])('goes to no stranger under another name of the sign-in either: %s', (host) => {
    expect(verdict({ activeDirectoryEndpointUrl: `https://${host}` })).toBe('resourceManagerEndpointUrl');
  });
});

describe('a custom cloud', () => {
  it('has its own addresses where it signs in people itself', () => {
    expect(verdict({})).toBeUndefined();
    const stack = {
      resourceManagerEndpointUrl: 'https://management.local.azurestack.external/',
      activeDirectoryResourceId: 'https://management.contoso.onmicrosoft.com/4de154de-f8a8-4017-af41-df619da68155',
    };
    const adfs = { ...stack, activeDirectoryEndpointUrl: 'https://adfs.local.azurestack.external/adfs' };
    expect(verdict(adfs)).toBeUndefined();
    expect(customCloud(settingsWith(adfs))).toEqual({
      name: 'Contoso',
      endpoint: 'https://management.local.azurestack.external',
      portal: 'https://portal.contoso.com',
      scope: 'https://management.contoso.onmicrosoft.com/4de154de-f8a8-4017-af41-df619da68155/.default',
      authority: 'https://adfs.local.azurestack.external/adfs',
    });
    for (const host of ['127.0.0.1:8444', 'localhost:8444', '[::1]:8444']) {
      const url = `https://${host}`;
      expect(verdict({ resourceManagerEndpointUrl: url, activeDirectoryResourceId: url })).toBeUndefined();
    }
  });

  it('is called so in the language of who reads, where the settings give it no name', () => {
    const { name } = customCloud(settingsWith({ name: undefined }));
    expect([textOf(name), textOf(say`${name} asks.`)]).toEqual(['The custom cloud', 'The custom cloud asks.']);
    speak({ 'The custom cloud': 'Die eigene Cloud' }, 'de');
    onTestFinished(() => speak());
    expect(shownText(name)).toBe('Die eigene Cloud');
  });

  const names = Object.keys(settingsWith({})).filter((name) => name !== 'name');
  it.each(names)('is refused if %s is not one plain https address', (name) => {
    const wrong = [
      ...[undefined, null, 7, '', 'arm.contoso.com', 'https://', 'https:arm.contoso.com', 'https:///arm.contoso.com'],
      ...['http://arm.contoso.com', 'ftp://arm.contoso.com', 'file:///etc', ' https://arm.contoso.com'],
      ...[
        'https://me@arm.contoso.com',
        'https://me:secret@arm.contoso.com',
        'https://management.azure.com@arm.example',
      ],
      ...['https://arm.contoso.com?x', 'https://arm.contoso.com#x', 'https://arm.contoso.com\\@management.azure.com'],
      ...['https://management%2eazure.com', 'https://management.azure.com.', 'https://manаgement.azure.com'],
      ...['https://arm.contoso.com/x https://management.azure.com', 'https://arm.contoso.com/\thttps://x.example'],
      ...['https://arm.contoso.com/%20https://x.example', 'https://arm.contoso.com:99999', 'https://arm.contoso.com\n'],
    ];
    for (const text of wrong) expect([text, verdict({ [name]: text })]).toEqual([text, name]);
  });

  it('never sends a token for Microsoft elsewhere, whatever is put before, after and around its names', () => {
    const parts = [
      'https://',
      'management.azure.com',
      'arm.example',
      '.',
      '/',
      '@',
      ':443',
      '\\',
      ' ',
      '%2e',
      '?',
      '#',
    ];
    const text = fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 5 }).map((all) => all.join(''));
    fc.assert(
      fc.property(text, text, (after, where) => {
        const changes = {
          activeDirectoryResourceId: `https://${after}`,
          resourceManagerEndpointUrl: `https://${where}`,
        };
        const authority = { activeDirectoryEndpointUrl: 'https://login.microsoftonline.com' };
        if (verdict({ ...changes, ...authority }) !== undefined) return;
        const { scope, endpoint } = customCloud(settingsWith({ ...changes, ...authority }));
        expect(scope).not.toMatch(/\s|@|%|\\/);
        if (new URL(scope).hostname.endsWith('management.azure.com'))
          expect(new URL(endpoint).host).toMatch(/^(.+\.)?management\.azure\.com$/);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a token that a sign-in of the machine gives', () => {
  const tokenOf = (iss: unknown): string => `e30.${Buffer.from(JSON.stringify({ iss })).toString('base64url')}.x`;
  const given = (iss: unknown, endpoint: string): Promise<unknown> =>
    restrictToCloud(
      { getToken: () => Promise.resolve({ token: tokenOf(iss), expiresOnTimestamp: 0 }) },
      endpoint,
    ).getToken('any');

  it.each([
    'https://sts.windows.net/contoso/',
    'https://login.microsoftonline.com/contoso/v2.0',
    'https://login.microsoftonline.us/contoso/v2.0',
    'https://sts.chinacloudapi.cn/contoso/',
    'https://login.sovcloud-identity.fr/contoso/v2.0',
  ])('signed by %s, leaves for Microsoft alone', async (iss) => {
    for (const endpoint of ['https://arm.contoso.com', 'https://localhost:9443', 'https://management.azure.com:8443'])
      await expect(given(iss, endpoint)).rejects.toMatchObject({ code: 'refused' });
    for (const endpoint of ['https://management.azure.com', 'https://management.usgovcloudapi.net'])
      await expect(given(iss, endpoint)).resolves.toMatchObject({ token: tokenOf(iss) });
  });

  it.each(['https://login.contoso.com/adfs', undefined, 7, 'adfs'])(
    'signed by %s, leaves for the cloud of its own',
    async (iss) => {
      await expect(given(iss, 'https://arm.contoso.com')).resolves.toMatchObject({ token: tokenOf(iss) });
    },
  );
});
