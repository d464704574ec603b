import { expect, it } from 'vitest';
import { createJsonDocuments } from '../../../src/host/window/jsonDocument.ts';
import { jsonScheme } from '../../../src/manifest.ts';
import { Uri, workspace } from '../../support/vscode/module.ts';
import { allSecrets, secretProperties } from '../../support/domain/secretCluster.ts';
import { user } from '../../support/vscode/user.ts';

it('a document is read once when it is opened, and again when VS Code brings it back later', async () => {
  let version = 0;
  const documents = createJsonDocuments(async () => ({ version: ++version }));
  const id = '/subscriptions/s/resourceGroups/rg';
  await documents.open(id);
  expect(user.documents).toEqual(['{\n  "version": 1\n}\n']);
  expect(await workspace.openTextDocument(Uri.from({ scheme: jsonScheme, query: id }))).toBe('{\n  "version": 2\n}\n');
  documents.dispose();
});

it('a document shows a cluster without its secrets', async () => {
  const documents = createJsonDocuments(async () => ({ properties: secretProperties }));
  await documents.open('/subscriptions/s/resourceGroups/rg');
  expect(user.documents.at(-1)).toContain('http://[secret]@proxy.contoso.com:8080');
  expect(allSecrets.filter((secret) => user.documents.join('').includes(secret))).toEqual([]);
  documents.dispose();
});
