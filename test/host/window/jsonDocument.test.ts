import { expect, it } from 'vitest';
import { createJsonDocuments } from '../../../src/host/window/jsonDocument.ts';
import { jsonScheme } from '../../../src/manifest.ts';
import { Uri, workspace } from '../../support/vscode/module.ts';
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
