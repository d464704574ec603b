import type { Uri } from 'vscode';
import { expect, it, vi } from 'vitest';
import { createJsonDocuments } from '../../../src/host/window/jsonDocument.ts';

const code = vi.hoisted(() => ({
  provide: (_: unknown): unknown => undefined,
  shown: [] as unknown[],
}));
vi.mock('vscode', async () => ({
  EventEmitter: (await import('../../support/vscodeDouble.ts')).EventEmitter,
  Uri: { from: (parts: object) => parts },
  window: { showTextDocument: async (text: unknown) => void code.shown.push(text) },
  workspace: {
    registerTextDocumentContentProvider: (
      _: string,
      provider: { provideTextDocumentContent: (uri: unknown) => unknown },
    ) => {
      code.provide = (uri) => provider.provideTextDocumentContent(uri);
      return { dispose: () => undefined };
    },
    openTextDocument: async (uri: Uri) => code.provide(uri),
  },
}));

it('a document is read once when it is opened, and again when VS Code brings it back later', async () => {
  let version = 0;
  const documents = createJsonDocuments(async () => ({ version: ++version }));
  const id = '/subscriptions/s/resourceGroups/rg';
  await documents.open(id);
  expect(code.shown).toEqual(['{\n  "version": 1\n}\n']);
  expect(await code.provide({ query: id })).toBe('{\n  "version": 2\n}\n');
  documents.dispose();
});
