/** Azure services that may act in a cluster through Trusted Access, beside everybody who has a role. */
import {
  isDefender,
  isSourceGone,
  trustedBindingsOf,
  whySourceUnknown,
  type TrustedBinding,
} from '../around/things/trustedAccess.ts';
import type { Facts } from '../cluster/facts.ts';
import type { Cluster } from '../cluster/model.ts';
import { defined } from '../../shape/defined.ts';
import type { TrustedAccess, TrustedSource } from './model.ts';

/**
 * Returns what may act in a cluster through Trusted Access. A source is gone only if its subscription is visible and it
 * was not found there.
 */
export function trustedAccess(cluster: Cluster, facts: Facts): TrustedAccess {
  const { all, unknown } = trustedBindingsOf(cluster, facts);
  return { sources: all.map(sourceOf), unknown };
}

function sourceOf(binding: TrustedBinding): TrustedSource {
  const { id, name, sourceId, roles } = binding;
  return {
    bindingId: id,
    name,
    sourceId,
    roles,
    state: stateOf(binding),
    ...defined({ unknown: whySourceUnknown(binding) }),
  };
}

function stateOf(binding: TrustedBinding): TrustedSource['state'] {
  if (isDefender(binding.sourceId)) return 'notChecked';
  if (isSourceGone(binding)) return 'gone';
  return binding.source?.kind === 'found' ? 'there' : 'unknown';
}
