/** The part of a panel session that reads its tab Access: who can act on a cluster, or what an identity or principal can act on. */
import type { IdentityService } from '../../app/identityService.ts';
import { sameId } from '../../domain/arm/resourceId.ts';
import type { Draft } from '../../domain/change/change.ts';
import { accessRemovalOf, type AccessModel } from './accessView.ts';
import type { ActsModel } from './actsView.ts';
import { createTabReading, type TabReading } from './tabReading.ts';

/** What a panel is about, and what it knows for the tab. */
interface AccessSubject {
  readonly clusterId?: string;
  readonly identityId?: string;
  readonly principalId?: string;
  readonly identity?: { readonly identity: { readonly principalId: string } };
  readonly access?: AccessModel;
  readonly acts?: ActsModel;
  readonly tab: string;
  readonly isAccessOnMap?: boolean;
}

/** What a reading needs besides the store and the service. */
interface AccessReadingOptions {
  readonly closing: AbortSignal;
  /** Called when it was read. */
  readonly onRead: () => void;
}

/** The part of a panel's store that the tab uses. */
interface AccessStore {
  readonly get: () => AccessSubject;
  readonly change: (
    by: Pick<AccessSubject, 'access' | 'acts' | 'isAccessOnMap'>,
    drop?: readonly ('access' | 'acts')[],
  ) => void;
}

/** Reads what the tab is about, and knows what it shows. */
export interface AccessReading extends Pick<TabReading, 'open'> {
  /** Drops what was read or is being read, and reads it again if the tab or the map shows it. */
  readonly again: () => void;
  /** Shows on the map who can act on the cluster, or no longer. */
  readonly showOnMap: (isShown: boolean) => void;
  /** Returns the change that removes a role assignment that is shown. */
  readonly removalOf: (assignmentId: string) => Draft | undefined;
  /** Returns whether a cluster is shown as one that the principal can act on. */
  readonly shows: (clusterId: string) => boolean;
}

/** Creates the part; nothing is read yet. */
export function createAccessReading(
  store: AccessStore,
  service: () => Promise<IdentityService>,
  { closing, onRead }: AccessReadingOptions,
): AccessReading {
  const { clusterId } = store.get();
  const reading =
    clusterId === undefined
      ? createActsReading(store, service, { closing, onRead })
      : createTabReading({
          read: async (signal) => (await service()).whoCanAct(clusterId, signal),
          closing,
          get: () => store.get().access,
          set: (access) => {
            if (access === undefined) return store.change({}, ['access']);
            store.change({ access });
            if (access.known !== undefined && !access.isReading) onRead();
          },
        });
  return {
    open: reading.open,
    again: () => reading.again(store.get().tab === 'access' || store.get().isAccessOnMap === true),
    showOnMap(isShown) {
      store.change({ isAccessOnMap: isShown });
      if (isShown) reading.open();
    },
    removalOf: (assignmentId) => accessRemovalOf(store.get().access ?? { isReading: false }, assignmentId),
    shows: (id) => store.get().acts?.known?.clusters.some(({ cluster }) => sameId(cluster.id, id)) === true,
  };
}

function createActsReading(
  store: AccessStore,
  service: () => Promise<IdentityService>,
  { closing, onRead }: AccessReadingOptions,
): TabReading {
  return createTabReading({
    read: async (signal) => {
      const from = await service();
      const { principalId, identityId = '', identity } = store.get();
      const known = principalId ?? identity?.identity.principalId;
      return from.mayActOn(known ?? (await from.identityNow(identityId, signal)).principalId, { signal });
    },
    closing,
    get: () => store.get().acts,
    set: (acts) => {
      if (acts === undefined) return store.change({}, ['acts']);
      store.change({ acts });
      if (acts.known !== undefined && !acts.isReading) onRead();
    },
  });
}
