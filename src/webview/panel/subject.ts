/** What a window of the panel is about, by its target or by what its page kept. */
import { lastSegment } from '../../domain/arm/resourceId.ts';
import { shortGuid } from '../../domain/arm/scopeWords.ts';
import type { PanelTarget } from '../../manifest.ts';
import type { FlowKind } from '../protocol/flow.ts';
import type { Memento } from '../protocol/memento.ts';
import { t, shownText } from '../../sentences/language.ts';

/** What a panel is about: a cluster, an identity or a principal, or a new thing of that kind, or several changes. */
export interface PanelSubject {
  readonly ofId?: string | undefined;
  readonly kind?: FlowKind | undefined;
}

/** Returns what the panel of a target, or of what a page kept, is about. */
export function panelSubjectOf(from: PanelTarget | Memento): PanelSubject {
  if ('version' in from) {
    const ofId = from.clusterId ?? from.identityId ?? from.principalId;
    return ofId === undefined ? { kind: from.kind } : { ofId };
  }
  switch (from.kind) {
    case 'identity':
      return { ofId: from.identityId };
    case 'principal':
      return { ofId: from.principalId };
    case 'changes':
      return from.clusterId === undefined ? { kind: 'changes' } : { ofId: from.clusterId };
    case 'change': {
      const { draft } = from;
      const clusterId = 'clusterId' in draft ? draft.clusterId : from.clusterId;
      return clusterId === undefined ? { kind: draft.kind } : { ofId: clusterId };
    }
    case 'cluster':
    case 'unusedRoles':
    case 'leavePodIdentity':
      return { ofId: from.clusterId };
  }
}

/** The title of the target's window; if there is none, the session provides it. */
export function subjectName(target: PanelTarget): string | undefined {
  if (target.kind === 'principal') return target.name ?? t`Principal ${shortGuid(target.principalId)}`;
  const { ofId } = panelSubjectOf(target);
  if (ofId !== undefined) return lastSegment(ofId);
  return target.kind === 'changes' ? shownText(target.list.title) : undefined;
}

/** Returns true if the window may be reused until someone works in it. */
export function isPreviewOf(from: PanelTarget | Memento): boolean {
  return 'isPreview' in from && from.isPreview === true;
}

/** A finding is brought into view with the focus; a mere look at the cluster leaves it in the tree. */
export function leadsIntoPanel(target: PanelTarget): boolean {
  return target.kind === 'cluster' && target.finding !== undefined;
}
