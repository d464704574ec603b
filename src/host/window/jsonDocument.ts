import { EventEmitter, Uri, window, workspace, type Disposable } from 'vscode';
import { lastSegment } from '../../domain/arm/resourceId.ts';
import { jsonScheme } from '../../manifest.ts';
import type { JsonObject } from '../../domain/arm/json.ts';

/** Read-only documents with a resource's JSON without secrets, read again each time they are opened. */
export interface JsonDocuments extends Disposable {
  open(resourceId: string): Promise<void>;
}

/** Makes documents that show what `read` returns for a resource id. */
export function createJsonDocuments(read: (resourceId: string) => Promise<JsonObject>): JsonDocuments {
  const changed = new EventEmitter<Uri>();
  /** The JSON of documents that are being opened. */
  const texts = new Map<string, string>();
  const jsonOf = async (resourceId: string): Promise<string> => {
    const { withoutSecrets } = await import('../../domain/arm/secretPlaces.ts');
    return `${JSON.stringify(withoutSecrets(await read(resourceId)), undefined, 2)}\n`;
  };
  const registration = workspace.registerTextDocumentContentProvider(jsonScheme, {
    onDidChange: changed.event,
    provideTextDocumentContent: (uri) => texts.get(uri.query) ?? jsonOf(uri.query),
  });
  return {
    async open(resourceId) {
      texts.set(resourceId, await jsonOf(resourceId));
      const uri = Uri.from({ scheme: jsonScheme, path: `/${lastSegment(resourceId)}.json`, query: resourceId });
      changed.fire(uri);
      try {
        await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true });
      } finally {
        texts.delete(resourceId);
      }
    },
    dispose() {
      registration.dispose();
      changed.dispose();
    },
  };
}
