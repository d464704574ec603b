import type { IdentityService } from '../../../src/app/identityService.ts';
import type { PanelTarget, Target } from '../../../src/manifest.ts';
import { Session } from '../../../src/webview/panel/session.ts';
import type { Opening } from '../../../src/webview/panel/doors.ts';
import type { Memento } from '../../../src/webview/protocol/memento.ts';
import type { SavedPicture } from '../../../src/webview/protocol/map.ts';
import type { PanelState } from '../../../src/webview/protocol/panel.ts';
import type { Kubectl } from '../../../src/webview/workloads/checkCluster.ts';
import type { Bench } from '../../support/azure/azureBench.ts';
import { panelHandOn, type PanelHand } from '../../support/browser/panelHand.ts';
import { noKubectl } from '../../support/noKubectl.ts';
import { servePage, type Look, type ServedPage } from './servedPage.ts';

/** The panel's page in a plain browser, its session in this process. */
export interface PanelPage extends ServedPage<PanelState> {
  readonly hand: PanelHand;
  /** Pictures that the page asked to save, with the names of their files. */
  readonly saved: readonly { readonly picture: SavedPicture; readonly name: string }[];
  /** Texts that were copied. */
  readonly copied: readonly string[];
  /** Texts of YAML that were opened. */
  readonly yaml: readonly string[];
  /** What the page led to elsewhere in VS Code. */
  readonly opened: readonly { readonly what: Opening; readonly target: Target | undefined }[];
  /** What was written to the log. */
  readonly noted: readonly unknown[];
  readonly isClosed: () => boolean;
  /** Shows something else in the same panel, as a command does. */
  readonly show: (target: PanelTarget) => void;
}

/** Opens a panel on a bench. */
export async function openPanelPage(
  bench: Bench,
  target: PanelTarget | Memento,
  {
    kubectl = noKubectl,
    service = bench.service,
    ...look
  }: Look & { readonly kubectl?: Kubectl; readonly service?: IdentityService } = {},
): Promise<PanelPage> {
  const served = await servePage<PanelState>('panel', look);
  const saved: { picture: SavedPicture; name: string }[] = [];
  const copied: string[] = [];
  const yaml: string[] = [];
  const opened: { what: Opening; target: Target | undefined }[] = [];
  const noted: unknown[] = [];
  let isClosed = false;
  const session = new Session(target, {
    service: async () => service,
    post: served.post,
    copy: async (text) => void copied.push(text),
    save: async (picture, name) => void saved.push({ picture, name }),
    open: (what, of) => void opened.push({ what, target: of }),
    allowNames: async () => true,
    mayDiscard: async () => true,
    note: (error) => noted.push(error),
    reveal: () => undefined,
    close: () => (isClosed = true),
    openYaml: async (text) => void yaml.push(text),
    kubectl,
    sshKeys: async () => [],
    now: () => new Date(bench.emulator.clock.now()),
  });
  await served.open((message) => session.receive(message));
  // A change that has begun without a cluster ends with its panel.
  const end = async (press: () => Promise<void>): Promise<void> => {
    const flow = await served.page.locator('.flow').elementHandle();
    await press();
    if (!isClosed) await flow?.waitForElementState('hidden');
  };
  const { close } = served;
  return Object.assign(served, {
    hand: panelHandOn(served.page, end),
    saved,
    copied,
    yaml,
    opened,
    noted,
    isClosed: () => isClosed,
    show: (target: PanelTarget) => session.show(target),
    close: async () => {
      session.dispose();
      await close();
    },
  });
}
