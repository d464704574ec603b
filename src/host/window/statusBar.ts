import { MarkdownString, StatusBarAlignment, window, type Disposable } from 'vscode';
import type { CommandId } from '../../contributions.ts';
import type { ConnectionKind } from '../../manifest.ts';
import { t } from '../../sentences/language.ts';

/** A status bar item that reminds the user that they are not looking at Azure. */
export interface DemoBadge extends Disposable {
  /** `name` is that of the file, or the host of the emulator. */
  show(kind: ConnectionKind, name: string | undefined): void;
}

/** Makes a badge that stays hidden until something other than Azure is connected. */
export function createDemoBadge(): DemoBadge {
  const item = window.createStatusBarItem('aksIdentity.demo', StatusBarAlignment.Left, 0);
  item.name = t`AKS Identity Demo`;
  return {
    show(kind, name) {
      if (kind === 'none' || kind === 'azure') {
        item.hide();
        return;
      }
      item.text = `$(${kind === 'file' ? 'json' : 'beaker'}) AKS Identity: ${sourceName(kind) ?? ''}`;
      item.tooltip =
        kind === 'demo' ? demoTooltip() : t`${connectedWords(kind, name)} Click for the report, or to disconnect.`;
      item.command = 'aksIdentity.chooseForConnection' satisfies CommandId;
      const words = kind === 'demo' ? t`AKS Identity shows the demo.` : connectedWords(kind, name);
      item.accessibilityInformation = { label: t`${words} Choose what to do`, role: 'button' };
      item.show();
    },
    dispose: () => item.dispose(),
  };
}

/** Names where the clusters come from, in a word; `undefined` for Azure, and if nothing is connected. */
export function sourceName(kind: ConnectionKind): string | undefined {
  switch (kind) {
    case 'demo':
      return t`demo`;
    case 'emulator':
      return t`emulator`;
    case 'file':
      return t`file`;
    case 'azure':
    case 'none':
      return undefined;
  }
}

function connectedWords(kind: 'emulator' | 'file', name: string | undefined): string {
  if (kind === 'file') return t`AKS Identity shows ${name ?? t`a file`}, read-only.`;
  return name === undefined
    ? t`AKS Identity is connected to an emulator.`
    : t`AKS Identity is connected to the emulator at ${name}.`;
}

function demoTooltip(): MarkdownString {
  const text = new MarkdownString(
    t`Sample clusters built into the extension; nothing is sent to Azure.\n\n` +
      t`[Leave Demo](command:aksIdentity.leaveDemo) | [Reset Demo](command:aksIdentity.resetDemo)`,
  );
  text.isTrusted = { enabledCommands: ['aksIdentity.leaveDemo', 'aksIdentity.resetDemo'] satisfies CommandId[] };
  return text;
}
