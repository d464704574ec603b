/** Names of those whom the tab Access shows, which their directory is asked for only where the person allows that. */
import type { IdentityService } from '../../app/identityService.ts';
import { idsToName, idsToNameOf, type IdsToName } from '../../domain/whoCanAct/directoryNames.ts';
import { withInside, type RoleObjects } from '../../domain/whoCanAct/insideAccess.ts';
import type { ClusterAccess, DirectoryNames, MayActOn } from '../../domain/whoCanAct/model.ts';
import { errorWords, failureOf } from '../../errors.ts';
import { defined } from '../../shape/defined.ts';
import type { AccessView } from '../protocol/access.ts';
import type { TabModel } from './tabReading.ts';
import { t, shownText } from '../../sentences/language.ts';

/** The names that a panel knows. */
export type NamesModel = TabModel<DirectoryNames>;

/** What a panel shows that has object ids. */
interface ShownIds {
  readonly access?: TabModel<ClusterAccess>;
  readonly acts?: TabModel<MayActOn>;
  readonly names?: NamesModel;
  readonly workloads?: { readonly check?: { readonly found?: { readonly objects: RoleObjects } } };
}

interface NamingStore {
  readonly get: () => ShownIds;
  readonly change: (by: { readonly names: NamesModel }) => void;
}

/** Asks directories for names. */
export interface NameAsking {
  /** Asks if that is allowed, and no person. */
  readonly begin: () => Promise<void>;
  /** Asks once the person allows it, who may have to sign in for that. */
  readonly show: () => Promise<void>;
}

/** Creates the part; `allow` asks the person. */
export function createNaming(
  store: NamingStore,
  service: () => Promise<IdentityService>,
  { closing, allow }: { readonly closing: AbortSignal; readonly allow: () => Promise<boolean> },
): NameAsking {
  async function read(from: IdentityService, mayAsk: boolean): Promise<void> {
    const wanted = wantedBy(store.get());
    if (wanted.length === 0 || store.get().names?.isReading || closing.aborted) return;
    const known = defined({ known: store.get().names?.known });
    store.change({ names: { ...known, isReading: true } });
    try {
      store.change({ names: { known: await from.names(wanted, { mayAsk, signal: closing }), isReading: false } });
    } catch (error) {
      const { code } = failureOf(error);
      const problem = code === 'cancelled' ? {} : { problem: shownText(errorWords(error)) };
      store.change({ names: { ...known, ...problem, isReading: false } });
    }
  }

  return {
    begin: async () => {
      const from = await service();
      if (from.asksDirectory()) await read(from, false);
    },
    show: async () => {
      const from = await service();
      if (!from.asksDirectory() && !(await allow())) return;
      from.allowDirectory();
      await read(from, true);
    },
  };
}

/** All of them again, because what was asked lately is in memory. */
function wantedBy({ access, acts, workloads }: ShownIds): readonly IdsToName[] {
  if (acts?.known) return idsToNameOf(acts.known);
  const objects = workloads?.check?.found?.objects;
  if (access?.known === undefined) return [];
  return [idsToName(objects ? withInside(access.known, objects) : access.known)];
}

/** Returns whether names are asked for, or can be, and why they could not be read. */
export function namingView(
  missing: number,
  { isReading, problem }: NamesModel = { isReading: false },
): { readonly naming: Pick<AccessView, 'naming'>; readonly problems: readonly string[] } {
  const naming = isReading ? 'underWay' : missing > 0 ? 'offered' : undefined;
  return {
    naming: defined({ naming } as const),
    problems: problem === undefined ? [] : [t`Names can't be read: ${problem}`],
  };
}
