/** The network of a new cluster, and how its API server is reached. */
import { overlap } from '../../domain/arm/cidr.ts';
import * as rules from '../../domain/arm/namingRules.ts';
import { asArmId, normalLocation, resourceType, sameId } from '../../domain/arm/resourceId.ts';
import type { CreateCluster, OutboundType } from '../../domain/change/change.ts';
import type { Field } from '../protocol/form.ts';
import type { Recipe } from './createClusterRecipes.ts';
import { choiceInput, flagValue, radioInput, ruleOf, textInput, textValue } from './parts.ts';
import type { FormContext } from './parts.ts';
import type { ClusterPlace } from './clusterPlace.ts';

type Network = NonNullable<CreateCluster['network']>;

/** Fields and the part of the change that they make. */
export interface ClusterPart {
  readonly fields: readonly Field[];
  readonly part: Partial<CreateCluster>;
}

const noSubnet = 'none';
const outboundTexts: Readonly<Record<OutboundType, { readonly label: string; readonly description: string }>> = {
  loadBalancer: { label: 'Load balancer', description: 'A load balancer that AKS makes.' },
  userDefinedRouting: { label: 'User-defined routing', description: "The subnet's own route table leads out." },
  managedNATGateway: { label: 'Managed NAT gateway', description: 'A NAT gateway that AKS makes; without own subnet.' },
  userAssignedNATGateway: { label: 'Own NAT gateway', description: 'The NAT gateway of the own subnet leads out.' },
};

/** Plugin, subnet, ranges and the way out. */
export function networkFields(context: FormContext, place: ClusterPlace, recipe: Recipe): ClusterPart {
  const plugin = textValue(context, 'plugin', recipe.plugin);
  const subnet = pickSubnet(context, place, recipe);
  const outbound = textValue(context, 'outboundType', recipe.outboundType);
  const serviceCidr = textValue(context, 'serviceCidr', recipe.serviceCidr).trim();
  const dnsServiceIP = textValue(context, 'dnsServiceIP', recipe.dnsServiceIP).trim();
  const podCidr = textValue(context, 'podCidr').trim();
  const takesPodCidr = plugin === 'overlay' || plugin === 'kubenet' || plugin === '';
  const free = (text: string): string | undefined => {
    const other = subnet.prefixes.find((prefix) => overlap(prefix, text));
    return other === undefined ? undefined : `${text} overlaps ${other} of the subnet.`;
  };
  const network: Network = {
    ...(plugin === '' ? {} : pluginPart(plugin)),
    ...(subnet.value === '' ? {} : { subnetId: subnet.value }),
    ...(serviceCidr === '' ? {} : { serviceCidr }),
    ...(dnsServiceIP === '' ? {} : { dnsServiceIP }),
    ...(podCidr === '' || !takesPodCidr ? {} : { podCidr }),
    ...(outbound === '' ? {} : { outboundType: outbound as OutboundType }),
  };
  return {
    fields: [
      pluginField(plugin),
      subnet.field,
      outboundField(outbound, subnet.value !== ''),
      textInput({
        name: 'serviceCidr',
        label: 'Service range',
        value: serviceCidr,
        optional: true,
        placeholder: '10.0.0.0/16',
        rule: (text) => rules.serviceCidr(text) ?? free(text),
        hint: 'Addresses of services; must not overlap your network.',
      }),
      textInput({
        name: 'dnsServiceIP',
        label: 'DNS service IP',
        value: dnsServiceIP,
        optional: serviceCidr === '' || serviceCidr === '10.0.0.0/16',
        placeholder: '10.0.0.10',
        rule: (text) => rules.dnsServiceIP(text, serviceCidr || '10.0.0.0/16'),
        hint: 'An address inside the service range.',
      }),
      ...(takesPodCidr
        ? [
            textInput({
              name: 'podCidr',
              label: 'Pod range',
              value: podCidr,
              optional: true,
              placeholder: '10.244.0.0/16',
              rule: (text) => rules.cidr(text) ?? free(text),
            }),
          ]
        : []),
    ],
    part: Object.keys(network).length > 0 ? { network } : {},
  };
}

function pluginPart(plugin: string): Network {
  if (plugin === 'overlay') return { plugin: 'azure', pluginMode: 'overlay' };
  return plugin === 'azure' || plugin === 'kubenet' || plugin === 'none' ? { plugin } : {};
}

function pluginField(value: string): Field {
  return choiceInput({
    name: 'plugin',
    label: 'Network plugin',
    value,
    optional: true,
    options: [
      { value: '', label: 'As AKS chooses', description: 'Nothing is sent; AKS takes its default.' },
      { value: 'azure', label: 'Azure CNI', description: 'Pods get addresses of the subnet.' },
      { value: 'overlay', label: 'Azure CNI Overlay', description: 'Pods get addresses of a range of their own.' },
      {
        value: 'kubenet',
        label: 'Kubenet',
        description: 'Pods get addresses of a range of their own, through a route table.',
      },
      { value: 'none', label: 'None', description: 'You bring a network plugin yourself.' },
    ],
  });
}

function pickSubnet(
  context: FormContext,
  { subscriptionId, location }: ClusterPlace,
  recipe: Recipe,
): { readonly field: Field; readonly value: string; readonly prefixes: readonly string[] } {
  const list = context.choices.get({ kind: 'subnets', subscriptionId });
  const value = textValue(context, 'subnet', recipe.ownSubnet ? '' : noSubnet);
  const chosen = list.items.find(({ id }) => sameId(id, value));
  const field = choiceInput({
    name: 'subnet',
    label: 'Subnet of the nodes',
    value: chosen?.id ?? value,
    list,
    pasteable: 'Choose, search, or paste the ID of a subnet',
    rule: (text) => (text === noSubnet ? undefined : ruleOf((id) => asArmId(id, resourceType.subnet))(text)),
    options: [
      { value: noSubnet, label: 'Made by AKS', description: 'A virtual network in the node resource group.' },
      ...list.items.map((subnet) => ({
        value: subnet.id,
        label: `${subnet.network}/${subnet.name}`,
        description: `${subnet.resourceGroup}, ${subnet.addressPrefixes.join(', ')}`,
        ...(normalLocation(subnet.location) === normalLocation(location)
          ? {}
          : { disabled: `It lies in ${subnet.location}; nodes join a network of the cluster's region only.` }),
      })),
    ],
  });
  return { field, value: value === noSubnet ? '' : value, prefixes: chosen?.addressPrefixes ?? [] };
}

function outboundField(value: string, ownSubnet: boolean): Field {
  const disabled: Readonly<Partial<Record<OutboundType, string>>> = ownSubnet
    ? { managedNATGateway: 'Does not go with an own subnet.' }
    : {
        userDefinedRouting: 'Needs an own subnet with a route table.',
        userAssignedNATGateway: 'Needs an own subnet with a NAT gateway.',
      };
  return choiceInput({
    name: 'outboundType',
    label: 'Way out',
    value,
    optional: true,
    help: { text: 'Outbound types', href: 'https://learn.microsoft.com/azure/aks/egress-outboundtype' },
    options: [
      { value: '', label: 'As AKS chooses', description: 'Nothing is sent; AKS takes a load balancer.' },
      ...Object.entries(outboundTexts).map(([type, texts]) => {
        const reason = disabled[type as OutboundType];
        return { value: type, ...texts, ...(reason === undefined ? {} : { disabled: reason }) };
      }),
    ],
  });
}

/** Whether the API server is private, and whose DNS zone names it. */
export function accessFields(
  context: FormContext,
  { subscriptionId }: ClusterPlace,
  recipe: Recipe,
  isUserAssigned: boolean,
): ClusterPart {
  const isPrivate = flagValue(context, 'private', recipe.isPrivate);
  const box: Field = { kind: 'checkbox', name: 'private', label: 'Private cluster', value: isPrivate };
  if (!isPrivate) return { fields: [box], part: {} };
  const list = context.choices.get({ kind: 'resources', subscriptionId, type: resourceType.privateDnsZone });
  const zoneKind = textValue(context, 'zoneKind', recipe.isPrivate ? 'own' : 'system');
  const zone = textValue(context, 'zone').trim();
  const radio = radioInput({
    name: 'zoneKind',
    label: 'Private DNS zone',
    value: zoneKind,
    options: [
      { value: 'system', label: 'Made by AKS', description: 'In the node resource group.' },
      { value: 'none', label: 'None', description: 'The public DNS names the private address.' },
      {
        value: 'own',
        label: 'Own zone',
        description: 'A zone of yours, such as privatelink.westeurope.azmk8s.io.',
        ...(isUserAssigned ? {} : { disabled: 'An own zone works only with a user-assigned control plane identity.' }),
      },
    ],
  });
  if (zoneKind !== 'own') return { fields: [box, radio], part: { privateCluster: { privateDnsZone: zoneKind } } };
  const field = choiceInput({
    name: 'zone',
    label: 'Own private DNS zone',
    value: list.items.find(({ id }) => sameId(id, zone))?.id ?? zone,
    list,
    pasteable: 'Choose, search, or paste the ID of a private DNS zone',
    rule: ruleOf((text) => asArmId(text, resourceType.privateDnsZone)),
    options: list.items.map(({ id, name, resourceGroup }) => ({ value: id, label: name, description: resourceGroup })),
  });
  return { fields: [box, radio, field], part: { privateCluster: { privateDnsZone: zone } } };
}
