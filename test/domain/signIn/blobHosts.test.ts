import { describe, expect, it } from 'vitest';
import { readSignIn } from '../../../src/domain/signIn/whyOf.ts';
import { group, guid } from '../../support/domain/worldFacts.ts';
import { asked, plansOf } from './asked.ts';
import { account, basic, pod } from './worlds.ts';

const client = guid(6001);
const objects = [
  account('shop/cart', { 'azure.workload.identity/client-id': client }),
  pod('shop/cart-1', {
    as: 'cart',
    label: true,
    token: true,
    env: { AZURE_CLIENT_ID: client, AZURE_FEDERATED_TOKEN_FILE: '/x' },
  }),
];
const azure = { resources: [...basic, { id: `${group}/providers/Microsoft.Storage/storageAccounts/stshop` }] };
const signsOf = (text: string): readonly string[] => readSignIn(text).hits.map(({ sign }) => sign);
const mismatch = 'This request is not authorized to perform this operation using this permission.';
const reader = '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1';
const contributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe';

describe('a storage account that refuses', () => {
  it.each([
    `PUT https://stshop.blob.core.windows.net/backups/a RESPONSE 403: 403 ${mismatch}`,
    `Request URL: 'https://stshop.blob.core.windows.net/c/b'\nResponse status: 403\n${mismatch}`,
    `RestError: ${mismatch} url: "https://stshop.blob.core.windows.net/c/b", "statusCode": 403`,
    `rclone: Failed to copy: PUT https://stshop.blob.core.windows.net/c/b: 403 ${mismatch}`,
    `GET https://stshop.blob.core.windows.net/registry/v2/b 403 ${mismatch}`,
  ])('is no registry: form %# (Q-10)', (text) => {
    expect(signsOf(text)).toEqual(['storagePermissionMismatch']);
    expect(asked(text, { azure, objects }).cause).toBe('ROLE_MISSING');
  });

  it.each([
    'failed to copy: httpReadSeeker: failed open: unexpected status code https://acrshop.westeurope.data.azurecr.io/a: 403',
    'unexpected status code https://weumanaged12.blob.core.windows.net/01/docker/registry/v2/blobs/sha256/ab/data?se=1: 403',
    'httpReadSeeker: failed open: unexpected status code https://weumanaged12.blob.core.windows.net/01/x: 403 Forbidden',
    'Failed to pull image "acrshop.azurecr.io/cart:1": GET https://weumanaged12.blob.core.windows.net/01/x: 403',
  ])('holds the layers of a registry where a pull says so: form %# (Q-02)', (text) => {
    expect(signsOf(text)).toContain('registryDataRefuses');
  });

  it.each([
    ['PUT', `PUT https://stshop.blob.core.windows.net/c/b RESPONSE 403 ${mismatch}`, [contributor]],
    ['DELETE', `DELETE "https://stshop.dfs.core.windows.net/c/b": 403 ${mismatch}`, [contributor]],
    ['PUT', `Request URL: 'https://stshop.blob.core.windows.net/c/b' Request method: 'PUT' ${mismatch}`, [contributor]],
    ['GET', `GET https://stshop.blob.core.windows.net/c/b RESPONSE 403 ${mismatch}`, [reader, contributor]],
  ])('is asked for the role that %s needs: form %# (Q-09)', (_, text, roles) => {
    expect(plansOf(asked(`pod shop/cart-1: ${text}`, { azure, objects }))).toMatchObject(
      roles.map((id) => ({ role: { id } })),
    );
  });
});
