/** How a panel starts: with a target, or with what its page kept across a reload. */
import type { IdentityService } from '../../app/identityService.ts';
import { kinds } from '../../domain/change/kinds.ts';
import type { PanelTarget } from '../../manifest.ts';
import type { Memento } from '../protocol/memento.ts';
import type { PanelModel } from './view/state.ts';
import { shownText } from '../../sentences/language.ts';
import { defined } from '../../shape/defined.ts';

/** What a session starts with. */
export interface Beginning {
  readonly model: PanelModel;
  /** The change that is started at once, or the finding that is looked for. */
  readonly target?: PanelTarget;
  readonly memento?: Memento;
  /** The title of a window for one change without a cluster. */
  readonly title?: string;
}

/** Returns what a session starts with for a target, or for what a page kept across a reload. */
export function beginningOf(from: PanelTarget | Memento): Beginning {
  const empty: PanelModel = { tab: 'details', seen: 0, reading: false, isDemo: false, hasPortal: false };
  if ('version' in from) {
    const { clusterId, identityId, principalId, principalName, tab } = from;
    const subject = defined({ clusterId, identityId, principalId, principalName });
    return { model: { ...empty, tab, ...subject }, memento: from };
  }
  if (from.kind === 'identity') return { model: { ...empty, identityId: from.identityId, tab: from.tab ?? 'map' } };
  if (from.kind === 'principal') {
    const subject = { principalId: from.principalId, ...defined({ principalName: from.name }) };
    return { model: { ...empty, ...subject, tab: 'access' } };
  }
  if (from.kind === 'cluster') {
    const model = { ...empty, clusterId: from.clusterId, tab: from.tab ?? 'details' };
    return from.finding === undefined ? { model } : { model, target: from };
  }
  const clusterId = clusterOfTarget(from);
  if (clusterId !== undefined) return { model: { ...empty, clusterId }, target: from };
  return {
    model: empty,
    target: from,
    ...(from.kind === 'change' ? { title: shownText(kinds[from.draft.kind].title) } : {}),
  };
}

/** Returns the cluster whose panel shows the target. */
function clusterOfTarget(target: Exclude<PanelTarget, { kind: 'identity' | 'principal' }>): string | undefined {
  const { clusterId } = target;
  if (target.kind !== 'change') return clusterId;
  return 'clusterId' in target.draft ? target.draft.clusterId : clusterId;
}

/** Returns what a panel says about the file that its cluster is from; nothing for a cluster in Azure. */
export function fileOf({ kind, name, lacksRoles }: IdentityService['connection']): Pick<PanelModel, 'file'> {
  return kind === 'file' ? { file: { name: shownText(name), ...(lacksRoles ? { lacksRoles } : {}) } } : {};
}
