/** The az commands that change application routing and what belongs to it. */
import { groupOf, lastSegment, sameText, subscriptionOf } from '../arm/resourceId.ts';
import type { Cluster } from '../cluster/model.ts';
import { routingPaths } from '../gateway/routing.ts';
import { azCommand, knownSince, type Argument, type AzCommand } from './azCommand.ts';
import type { ClusterEdit } from './stepActions.ts';

/**
 * What `az aks update` turns on and off, by path and value.
 * Source: https://learn.microsoft.com/azure/aks/app-routing-gateway-api
 */
const updateFlags: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  [routingPaths.definitions]: { Standard: '--enable-gateway-api', Disabled: '--disable-gateway-api' },
  [routingPaths.istio]: { Enabled: '--enable-app-routing-istio', Disabled: '--disable-app-routing-istio' },
};

/** Returns the arguments of `az aks update` for Gateway API. */
export function gatewayArguments({ values = {} }: ClusterEdit): readonly Argument[] {
  return Object.entries(updateFlags).flatMap(([path, flags]): Argument[] => {
    const value = values[path];
    const flag = typeof value === 'string' ? flags[value] : undefined;
    return flag === undefined ? [] : [[flag]];
  });
}

/** Returns the commands for what `az aks update` has no arguments for. */
export function routingCommands(cluster: Cluster, { values = {} }: ClusterEdit): readonly AzCommand[] {
  const place: readonly Argument[] = [
    ['--subscription', subscriptionOf(cluster.id) ?? ''],
    ['--resource-group', groupOf(cluster.id) ?? ''],
    ['--name', lastSegment(cluster.id)],
  ];
  const controller = values[routingPaths.nginx];
  const nginx: readonly Argument[] = typeof controller === 'string' ? [['--nginx', controller]] : [];
  const enables = values[routingPaths.operator] === true;
  const hasProvider = Object.entries(values).some(([path, value]) => isProvider(path) && value === true);
  return [
    ...(hasProvider
      ? [azCommand('az aks enable-addons', [...place, ['--addons', 'azure-keyvault-secrets-provider']])]
      : []),
    ...(enables ? [azCommand('az aks approuting enable', [...place, ...nginx], knownSince.nginx)] : []),
    ...(!enables && nginx.length > 0
      ? [azCommand('az aks approuting update', [...place, ...nginx], knownSince.nginx)]
      : []),
  ];
}

/** Returns true if these commands and arguments set the path. */
export function isRoutingPath(path: string): boolean {
  return path in updateFlags || path === routingPaths.operator || path === routingPaths.nginx || isProvider(path);
}

function isProvider(path: string): boolean {
  return sameText(path, routingPaths.vaultProvider);
}
