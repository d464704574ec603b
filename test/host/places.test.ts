import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cloudOf } from '../../src/host/accounts/clouds.ts';
import { jwtClaims, expiryOf } from '../../src/host/accounts/jwt.ts';
import { fileStore } from '../../src/host/files/wholeFile.ts';
import { portalLink } from '../../src/host/window/portalLink.ts';

describe('clouds', () => {
  it('the cloud is the one that the settings name, with endpoint, portal and scope of its own', () => {
    expect(cloudOf({}).endpoint).toBe('https://management.azure.com');
    expect(cloudOf({ environment: 'USGovernment' })).toMatchObject({
      endpoint: 'https://management.usgovcloudapi.net',
      portal: 'https://portal.azure.us',
      scope: 'https://management.usgovcloudapi.net/.default',
      provider: 'microsoft-sovereign-cloud',
    });
    expect(cloudOf({ environment: 'ChinaCloud' }).portal).toBe('https://portal.azure.cn');
  });

  it('a cloud may be custom if every address is given and is https', () => {
    const custom = {
      name: 'Contoso',
      resourceManagerEndpointUrl: 'https://arm.contoso.com/',
      portalUrl: 'https://portal.contoso.com',
      managementEndpointUrl: 'https://management.contoso.com',
      activeDirectoryResourceId: 'https://tokens.contoso.com/',
      activeDirectoryEndpointUrl: 'https://login.contoso.com',
    };
    expect(cloudOf({ environment: 'custom', custom })).toMatchObject({
      name: 'Contoso',
      endpoint: 'https://arm.contoso.com',
      scope: 'https://tokens.contoso.com/.default',
      isCustom: true,
    });
    const insecure = { ...custom, resourceManagerEndpointUrl: 'http://arm.contoso.com' };
    expect(() => cloudOf({ environment: 'custom', custom: insecure })).toThrow(/resourceManagerEndpointUrl/);
    expect(() => cloudOf({ environment: 'custom', custom: null })).toThrow(/customEnvironment/);
  });
});

describe('links to the portal', () => {
  it('open the resource in its directory', () => {
    const id = '/subscriptions/1/resourceGroups/rg a/providers/Microsoft.ContainerService/managedClusters/shop';
    expect(portalLink('https://portal.azure.us/', 'tenant', id.replace(' ', ''))).toBe(
      'https://portal.azure.us/#@tenant/resource/subscriptions/1/resourceGroups/rga/providers/Microsoft.ContainerService/managedClusters/shop',
    );
    expect(portalLink('https://portal.azure.com', undefined, '/subscriptions/1')).toBe(
      'https://portal.azure.com/#/resource/subscriptions/1',
    );
  });

  it('are not made for anything but a resource', () => {
    for (const text of ['javascript:alert(1)', 'https://evil', '/subscriptions/1/../x?y', '']) {
      expect(portalLink('https://portal.azure.com', 't', text)).toBeUndefined();
    }
  });
});

describe('a file that keeps a text', () => {
  it('returns nothing at first, then always the last text, and leaves no other file behind', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'store-'));
    const store = fileStore(join(folder, 'new', 'journal.json'));
    expect(await store.read()).toBeUndefined();
    await Promise.all(Array.from({ length: 20 }, (_, index) => store.write(`text ${index}`)));
    expect(await store.read()).toBe('text 19');
    expect(await readdir(join(folder, 'new'))).toEqual(['journal.json']);
    await rm(folder, { recursive: true });
  });

  it('keeps the previous text if writing fails', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'store-'));
    const path = join(folder, 'journal.json');
    await writeFile(path, 'before');
    const store = fileStore(join(path, 'not-a-folder'));
    await expect(store.write('after')).rejects.toThrow();
    expect(await readFile(path, 'utf8')).toBe('before');
    await rm(folder, { recursive: true });
  });
});

describe('tokens', () => {
  const token = (claims: object): string => `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.y`;

  it('say when they expire; a token that does not say is valid for five minutes', () => {
    expect(expiryOf(token({ exp: 1_800_000_000 }), 0)).toBe(1_800_000_000_000);
    expect(expiryOf('opaque', 1000)).toBe(301_000);
  });

  it('contain claims, and none if they are no JWT', () => {
    expect(jwtClaims(token({ tid: 'a' }))).toEqual({ tid: 'a' });
    expect([jwtClaims(''), jwtClaims('a.b'), jwtClaims(`x.${Buffer.from('1').toString('base64url')}`)]).toEqual([
      {},
      {},
      {},
    ]);
  });
});
