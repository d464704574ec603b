/** Diagnoses a pasted message. The message stays in memory: it is not logged, stored or sent. VS Code is not needed here. */
import { whyOfMessage } from '../../app/facts/whyOfMessage.ts';
import { whenAborted } from '../../async/sleep.ts';
import { doInTurns } from '../../async/yielding.ts';
import type { IdentityService } from '../../app/identityService.ts';
import { lastSegment, type ArmId } from '../../domain/arm/resourceId.ts';
import { maskGuids } from '../../domain/report/mask.ts';
import { readingSignIn, type Why, type WhyContext } from '../../domain/signIn/whyOf.ts';
import { whyMarkdown } from '../../domain/signIn/text/whyMarkdown.ts';
import { errorWords, failureWords } from '../../errors.ts';
import type { ReadMessage } from '../../domain/signIn/message/readMessage.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import { kubectlContextOf, kubectlFor, readObjects, type Kubectl } from '../workloads/checkCluster.ts';
import type { PanelTarget, Target } from '../../manifest.ts';
import { parseWhyIntent, type WhyIntent, type WhyState } from '../protocol/why.ts';
import { answerView } from './state.ts';
import { defined } from '../../shape/defined.ts';
import { asShown, t, shownText } from '../../sentences/language.ts';

/** What the window starts with. */
export interface WhyStart extends Pick<Target, 'clusterId' | 'identityId'> {
  /** A message, such as selected text; it is diagnosed at once. */
  readonly text?: string;
}

/** What a session needs from outside. */
export interface WhyHost {
  readonly service: () => Promise<IdentityService>;
  readonly post: (state: WhyState) => void;
  readonly copy: (text: string) => Promise<void>;
  readonly openPanel: (target: PanelTarget) => void;
  readonly openPage: (address: string) => void;
  readonly signIn: () => void;
  readonly kubectl: Kubectl;
  readonly now: () => Date;
}

/** The window without VS Code. */
export class WhySession {
  readonly #host: WhyHost;
  #state: WhyState;
  /** What the window was opened for. */
  #start: WhyStart;
  #context: WhyContext;
  #why: Why | undefined;
  #asking: AbortController | undefined;
  /** The cluster in which kubectl can look. */
  #look: { readonly cluster: Cluster; readonly context: string } | undefined;
  #isClosed = false;

  constructor(target: WhyStart, host: WhyHost) {
    this.#host = host;
    this.#start = target;
    this.#context = contextOf(target);
    this.#state = { place: startTitle(target), textNumber: 0, text: '', canSignIn: false, clusters: [] };
    if (target.text !== undefined) this.show(target);
  }

  /** Shows another place or message; what was typed stays if there is no message. */
  show(target: WhyStart): void {
    this.#start = target;
    this.#context = contextOf(target);
    const { text } = target;
    // An answer that is still on its way is about the place before.
    this.#asking?.abort();
    this.#asking = undefined;
    this.#why = undefined;
    this.#look = undefined;
    this.#change({ place: startTitle(target), clusters: [], canSignIn: false }, [
      ...(['answer', 'notice', 'failure', 'canLookIn', 'working'] as const),
    ]);
    if (text === undefined) return;
    this.#change({ text, textNumber: this.#state.textNumber + 1 });
    void this.#diagnose(text);
  }

  /** Takes a message from the page, and ignores it if it is not an intent. */
  receive(message: unknown): void {
    const intent = parseWhyIntent(message);
    if (intent !== undefined && !this.#isClosed) this.#handle(intent);
  }

  dispose(): void {
    this.#isClosed = true;
    this.#asking?.abort();
    this.#why = undefined;
    this.#state = { ...this.#state, text: '' };
  }

  #handle(intent: WhyIntent): void {
    switch (intent.kind) {
      case 'ready':
        return this.#post();
      case 'diagnose':
        if (intent.text !== this.#state.text) this.#forgetPicked();
        return void this.#diagnose(intent.text);
      case 'stop':
        return this.#asking?.abort();
      case 'pickCluster':
        return this.#pickCluster(intent.id);
      case 'lookInCluster':
        return void this.#lookInCluster();
      case 'plan':
        return this.#plan(intent.index);
      case 'copyYaml':
        return this.#copyYaml(intent.index);
      case 'copyAnswer':
        return this.#copyAnswer(intent.masked);
      case 'openPage':
        return this.#host.openPage(this.#state.answer?.page ?? '');
      case 'signIn':
        return this.#host.signIn();
    }
  }

  /** Another message may be about another cluster than the one that was picked or looked in for the last. */
  #forgetPicked(): void {
    this.#context = contextOf(this.#start);
    this.#state = { ...this.#state, place: startTitle(this.#start) };
  }

  async #diagnose(text: string): Promise<void> {
    this.#asking?.abort();
    const mine = new AbortController();
    this.#asking = mine;
    this.#state = { ...this.#state, text };
    this.#change({ working: t`Reading the message and what Azure has ...`, clusters: [], canSignIn: false }, [
      'notice',
      'failure',
      'canLookIn',
      'answer',
    ]);
    const message = await doInTurns(readingSignIn(text));
    if (this.#asking !== mine || this.#isClosed) return;
    const { why, failure } = await whyOfMessage(message, this.#context, {
      now: this.#host.now(),
      ask: () => this.#withAzure(message, mine.signal),
      answersDespite: () => true,
    });
    if (this.#asking !== mine || this.#isClosed) return;
    if (mine.signal.aborted) return this.#change({ notice: t`Stopped.` }, ['working']);
    this.#answer(why);
    if (failure === undefined) return;
    const notice = t`Only the message was read. ${failureWords(failure)}`;
    this.#change({ notice, canSignIn: failure.code === 'signedOut' });
  }

  async #withAzure(message: ReadMessage, signal: AbortSignal): Promise<Why> {
    const service = await Promise.race([this.#host.service(), whenAborted(signal)]);
    return service.why(message, this.#context, signal);
  }

  #answer(why: Why): void {
    this.#why = why;
    void this.#offerLook(why);
    this.#change(
      { answer: asShown(() => answerView(why)), clusters: why.clusters.map((id) => ({ id, name: lastSegment(id) })) },
      ['working'],
    );
  }

  #pickCluster(id: string): void {
    const picked = this.#why?.clusters.find((each) => each === id);
    if (picked === undefined) return;
    const { objects: _, ...others } = this.#context;
    this.#context = { ...others, clusterId: picked };
    this.#change({ place: lastSegment(id) });
    void this.#diagnose(this.#state.text);
  }

  /** Finds out whether kubectl has a context for the cluster in question; if not, nothing is offered. */
  async #offerLook(why: Why): Promise<void> {
    const clusterId = this.#context.clusterId ?? why.asker.clusterId;
    if (clusterId === undefined || this.#context.objects !== undefined) return;
    try {
      const service = await this.#host.service();
      const cluster = await service.clusterNow(clusterId);
      const contexts = await kubectlFor(service, cluster, this.#host.kubectl).listContexts();
      const context = kubectlContextOf(cluster, contexts ?? []);
      if (this.#why !== why || context === undefined) return;
      this.#look = { cluster, context };
      this.#change({ canLookIn: cluster.name });
    } catch {
      // Nothing can be found out about kubectl, so the look is not offered.
      this.#look = undefined;
    }
  }

  /** Reads the cluster with kubectl, and answers again. */
  async #lookInCluster(): Promise<void> {
    const look = this.#look;
    if (look === undefined) return;
    this.#asking?.abort();
    const mine = new AbortController();
    this.#asking = mine;
    this.#change({ working: t`Reading ${look.cluster.name} with kubectl ...` }, ['canLookIn', 'failure']);
    try {
      const { cluster, context } = look;
      const service = await this.#host.service();
      const objects = await readObjects(service, this.#host.kubectl, cluster, context, mine.signal);
      mine.signal.throwIfAborted();
      this.#context = { ...this.#context, clusterId: cluster.id, objects };
      const before = JSON.stringify(this.#state.answer);
      this.#change({ place: look.cluster.name });
      await this.#diagnose(this.#state.text);
      if (this.#context.objects === objects) this.#sayLooked(cluster.name, before);
    } catch (error) {
      if (this.#asking !== mine || this.#isClosed) return;
      const failure = mine.signal.aborted ? t`You stopped it.` : shownText(errorWords(error));
      this.#change({ failure, canLookIn: look.cluster.name }, ['working']);
    }
  }

  #sayLooked(cluster: string, answerBefore: string): void {
    const { answer, notice } = this.#state;
    if (answer === undefined) return;
    const isSame = JSON.stringify(answer) === answerBefore;
    const looked = isSame
      ? t`Looked in ${cluster}: nothing there changes this answer.`
      : t`Looked in ${cluster}: this answer takes what is there into account.`;
    this.#change({ notice: [looked, notice].filter(Boolean).join(' ') });
  }

  #plan(index: number): void {
    const fix = this.#why?.fixes[index];
    if (fix?.kind !== 'change') return;
    const { clusterId } = this.#why?.asker ?? {};
    this.#host.openPanel({ kind: 'change', draft: fix.change, ...defined({ clusterId }) });
  }

  #copyYaml(index: number): void {
    const fix = this.#why?.fixes[index];
    if (fix?.kind === 'yaml') this.#copy(fix.yaml, t`The YAML was copied. Restart the pods after applying it.`);
  }

  #copyAnswer(masked: boolean): void {
    if (this.#why === undefined) return;
    const text = whyMarkdown(this.#why);
    this.#copy(masked ? maskGuids(text) : text, t`The answer was copied, without the message.`);
  }

  #copy(text: string, notice: string): void {
    const failed = (error: unknown): void => this.#change({ failure: shownText(errorWords(error)) });
    void this.#host.copy(text).then(() => this.#change({ notice }), failed);
  }

  #change(
    by: Partial<WhyState>,
    drop: readonly ('answer' | 'notice' | 'failure' | 'working' | 'canLookIn')[] = [],
  ): void {
    const left: Record<string, unknown> = { ...this.#state };
    for (const name of drop) delete left[name];
    this.#state = { ...(left as unknown as WhyState), ...by };
    this.#post();
  }

  #post(): void {
    if (!this.#isClosed) this.#host.post(this.#state);
  }
}

function contextOf({ clusterId, identityId }: WhyStart): WhyContext {
  return {
    ...(clusterId === undefined ? {} : { clusterId: clusterId as ArmId }),
    ...(identityId === undefined ? {} : { identityId: identityId as ArmId }),
  };
}

function startTitle({ clusterId, identityId }: WhyStart): string {
  if (identityId === undefined || clusterId === undefined) return lastSegment(identityId ?? clusterId ?? '');
  return t`${lastSegment(identityId)} on ${lastSegment(clusterId)}`;
}
