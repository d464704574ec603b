import type { PanelTarget } from '../../../src/manifest.ts';
import type { WhyState } from '../../../src/webview/protocol/why.ts';
import { WhySession, type WhyStart } from '../../../src/webview/why/session.ts';
import type { Bench } from '../../support/azure/azureBench.ts';
import { noKubectl } from '../../support/noKubectl.ts';
import { servePage, type Look, type ServedPage } from './servedPage.ts';

/** The page of *Diagnose Sign-In Error* in a plain browser, its session in this process. */
export interface WhyPage extends ServedPage<WhyState> {
  readonly session: WhySession;
  readonly copied: readonly string[];
  readonly opened: readonly PanelTarget[];
}

/** Opens the page on a bench. */
export async function openWhyPage(bench: Bench, target: WhyStart = {}, look: Look = {}): Promise<WhyPage> {
  const served = await servePage<WhyState>('why', look);
  const copied: string[] = [];
  const opened: PanelTarget[] = [];
  const session = new WhySession(target, {
    service: async () => bench.service,
    post: served.post,
    copy: async (text) => void copied.push(text),
    openPanel: (panel) => opened.push(panel),
    openPage: () => undefined,
    signIn: () => undefined,
    kubectl: noKubectl,
    now: () => new Date(bench.emulator.clock.now()),
  });
  await served.open((message) => session.receive(message));
  const { close } = served;
  return Object.assign(served, {
    session,
    copied,
    opened,
    close: async () => {
      session.dispose();
      await close();
    },
  });
}
