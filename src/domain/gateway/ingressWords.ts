/** What a look into a cluster showed of application routing, in sentences. */
import { countWithNoun, fewOf } from '../words/counts.ts';
import { momentInSentence } from '../words/dateTime.ts';
import { say, type Words } from '../../sentences/words.ts';
import type { IngressLook, RoutedIngress } from '../cluster/ingressLook.ts';

/** Names when the cluster was read. */
export function lookedAt({ at }: IngressLook): Words {
  return at === undefined ? say`in the saved answers of kubectl` : say`in the cluster on ${momentInSentence(at)}`;
}

/** Counts Ingresses, and names the first of them. */
export function ingressesInWords(ingresses: readonly Pick<RoutedIngress, 'namespace' | 'name'>[]): Words {
  const names = ingresses.map(({ namespace, name }) => `${namespace}/${name}`);
  return say`${countWithNoun(names.length, 'Ingress')} (${fewOf(names, 'Ingress')})`;
}

/** Says who still uses NGINX, how many of the hosts have moved, and what of it needs an identity; nothing where none is used. */
export function ingressLines(look: IngressLook): readonly Words[] {
  const { ingresses, controllers } = look;
  const ofControllers =
    controllers.length === 0 ? [] : [say`Controllers of application routing: ${fewOf(controllers, 'controller')}.`];
  if (ingresses.length === 0)
    return look.hasIngresses && look.isWhole && controllers.length > 0
      ? [say`No Ingress uses application routing's NGINX.`, ...ofControllers]
      : ofControllers;
  const [first] = ingresses;
  return [
    ingresses.length === 1 && first !== undefined
      ? say`The Ingress ${first.namespace}/${first.name} uses application routing's NGINX.`
      : say`${ingressesInWords(ingresses)} use application routing's NGINX.`,
    ...hostLines(look),
    ...certificateLines(ingresses),
    ...ofControllers,
  ];
}

function hostLines({ hosts }: IngressLook): readonly Words[] {
  if (hosts.length === 0) return [];
  const named = (state: boolean | 'unknown'): readonly Words[] =>
    hosts.filter(({ hasRoute }) => hasRoute === state).map(({ host }) => (host === '*' ? say`any host` : say`${host}`));
  const [moved, left, open] = [named(true), named(false), named('unknown')];
  const of = say`${moved.length} of ${countWithNoun(hosts.length, 'host')}`;
  return [
    moved.length === 0
      ? say`With a Gateway API route: ${of}.`
      : say`With a Gateway API route: ${of} (${fewOf(moved, 'host')}).`,
    ...(left.length === 0 ? [] : [say`Without one: ${fewOf(left, 'host')}.`]),
    ...(open.length === 0 ? [] : [say`Whether these have one is not known: ${fewOf(open, 'host')}.`]),
  ];
}

/** With NGINX, the add-on's own identity gets certificates; for a Gateway it is that of an account in its namespace. */
function certificateLines(ingresses: readonly RoutedIngress[]): readonly Words[] {
  const withVault = ingresses.filter(({ vault }) => vault !== undefined);
  if (withVault.length === 0) return [];
  const vaults = [...new Set(withVault.flatMap(({ vault }) => vault ?? []))];
  const namespaces = [...new Set(withVault.map(({ namespace }) => namespace))];
  return [
    say`Certificates come from ${fewOf(vaults, 'key vault')}: for a Gateway, an account with an identity that may read them is needed in ${fewOf(namespaces, 'namespace')}.`,
  ];
}
