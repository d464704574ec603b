/** The network of a new cluster. */
import { addressIn, rangesOverlap } from '../../../domain/arm/cidr.ts';
import * as rules from '../../../domain/arm/namingRules.ts';
import { asArmId, lastSegment, normalLocation, resourceType, sameId } from '../../../domain/arm/resourceId.ts';
import type { CreateCluster, OutboundType } from '../../../domain/change/change.ts';
import { defaultDnsServiceIP, defaultServiceCidr } from '../../../domain/plan/creationDefaults.ts';
import type { Field, Option } from '../../protocol/form.ts';
import type { Recipe } from './recipes.ts';
import { choiceInput, ruleOf, inSentence, textInput, textValue, type FormContext } from '../parts/parts.ts';
import type { ClusterPlace } from '../parts/placePickers.ts';
import { defined } from '../../../shape/defined.ts';
import { say, type Words } from '../../../sentences/words.ts';
import { t, shownText } from '../../../sentences/language.ts';

type Network = NonNullable<CreateCluster['network']>;

/** Fields, their values in a few words, and the part of the change that they make. */
export interface ClusterPart {
  readonly fields: readonly Field[];
  readonly summary: string;
  readonly part: Partial<CreateCluster>;
}

const noSubnet = 'none';
const outboundTexts: Readonly<Record<OutboundType, { readonly label: Words; readonly description: Words }>> = {
  loadBalancer: { label: say`Load balancer`, description: say`A load balancer created by AKS.` },
  userDefinedRouting: {
    label: say`User-defined routing`,
    description: say`Traffic leaves through the subnet's route table.`,
  },
  managedNATGateway: {
    label: say`Managed NAT gateway`,
    description: say`A NAT gateway created by AKS; not with your own subnet.`,
  },
  userAssignedNATGateway: {
    label: say`Your NAT gateway`,
    description: say`Traffic leaves through your subnet's NAT gateway.`,
  },
};

/** The ranges that are proposed for services; the first one that does not overlap the network is used. */
const usualServiceCidrs = ['10.2.0.0/24', '10.100.0.0/24', '172.16.0.0/24', '192.168.100.0/24'];

/** The field for the node subnet, and its value. */
export interface PickedSubnet {
  readonly field: Field;
  /** Empty if AKS creates the network, or none was chosen yet. */
  readonly value: string;
  readonly isOfAks: boolean;
  /** The address ranges of the subnet and of its virtual network. */
  readonly prefixes: readonly string[];
  readonly name: string;
}

/** Returns the fields for the plugin, outbound type and ranges, and for the subnet unless an earlier field asks for it. */
export function networkFields(
  context: FormContext,
  recipe: Recipe,
  subnet: PickedSubnet,
  isSubnetFirst: boolean,
): ClusterPart {
  const plugin = textValue(context, 'plugin', recipe.plugin);
  const outbound = textValue(context, 'outboundType', recipe.outboundType);
  const serviceCidr = textValue(context, 'serviceCidr', proposedServiceCidr(recipe, subnet)).trim();
  const services = serviceCidr || defaultServiceCidr;
  const dnsServiceIP = textValue(context, 'dnsServiceIP', proposedDnsServiceIP(serviceCidr)).trim();
  const takesPodCidr = plugin === 'overlay' || plugin === 'kubenet' || plugin === '';
  const podCidr = takesPodCidr ? textValue(context, 'podCidr').trim() : '';
  const free = (text: string): string | undefined => {
    const overlapping = subnet.prefixes.find((prefix) => rangesOverlap(prefix, text));
    return overlapping === undefined
      ? undefined
      : t`Overlaps ${overlapping} of your virtual network. Enter another range.`;
  };
  const network: Network = {
    ...(plugin === '' ? {} : pluginPart(plugin)),
    ...(subnet.value === '' ? {} : { subnetId: subnet.value }),
    ...(serviceCidr === '' ? {} : { serviceCidr }),
    ...(dnsServiceIP === '' ? {} : { dnsServiceIP }),
    ...(podCidr === '' ? {} : { podCidr }),
    ...(outbound === '' ? {} : { outboundType: outbound as OutboundType }),
  };
  const pluginChoice = pluginField(plugin);
  const outboundChoice = outboundField(outbound, !subnet.isOfAks);
  const podCidrField = textInput({
    name: 'podCidr',
    label: t`Pod CIDR`,
    value: podCidr,
    optional: true,
    placeholder: '10.244.0.0/16',
    rule: (text) => rules.cidr(text) ?? free(text) ?? apartFrom(t`Service CIDR`, services, text),
  });
  return {
    fields: [
      pluginChoice,
      ...(isSubnetFirst ? [] : [subnet.field]),
      outboundChoice,
      textInput({
        name: 'serviceCidr',
        label: t`Service CIDR`,
        value: serviceCidr,
        optional: true,
        placeholder: defaultServiceCidr,
        rule: (text) => rules.serviceCidr(text) ?? free(text) ?? apartFrom(t`Pod CIDR`, podCidr, text),
        hint: t`IP addresses of services. Must not overlap your network.`,
      }),
      textInput({
        name: 'dnsServiceIP',
        label: t`DNS service IP`,
        value: dnsServiceIP,
        optional: serviceCidr === '' || serviceCidr === defaultServiceCidr,
        placeholder: defaultDnsServiceIP,
        rule: (text) => rules.dnsServiceIP(text, services),
        hint: t`An address inside the Service CIDR.`,
      }),
      ...(takesPodCidr ? [podCidrField] : []),
    ],
    summary: [
      plugin === '' ? t`AKS default` : optionLabel(pluginChoice, plugin),
      isSubnetFirst ? '' : subnet.value === '' ? t`virtual network created by AKS` : subnet.name,
      outbound === '' ? '' : t`outbound: ${inSentence(optionLabel(outboundChoice, outbound))}`,
      serviceCidr === '' ? '' : t`services ${serviceCidr}`,
      podCidr === '' ? '' : t`pods ${podCidr}`,
    ]
      .filter(Boolean)
      .join(', '),
    part: Object.keys(network).length > 0 ? { network } : {},
  };
}

/** The recipe's range, or another one if that overlaps the network; empty if AKS's own default is free. */
function proposedServiceCidr(recipe: Recipe, { prefixes }: PickedSubnet): string {
  const isFree = (range: string): boolean => prefixes.every((prefix) => !rangesOverlap(prefix, range));
  if (isFree(recipe.serviceCidr || defaultServiceCidr)) return recipe.serviceCidr;
  return usualServiceCidrs.find(isFree) ?? recipe.serviceCidr;
}

/** The tenth address, as is usual; in a smaller range, the first free one. */
function proposedDnsServiceIP(serviceCidr: string): string {
  const fits = (address: string | undefined): address is string =>
    address !== undefined && rules.dnsServiceIP(address, serviceCidr) === undefined;
  return [10, 2].map((place) => addressIn(serviceCidr, place)).find(fits) ?? '';
}

function apartFrom(label: string, range: string, text: string): string | undefined {
  return rangesOverlap(range, text) ? t`Overlaps the ${label} ${range}. Enter another range.` : undefined;
}

/** Returns the label of an option of a field. */
export function optionLabel(field: Field, value: string): string {
  const options = 'options' in field ? field.options : [];
  return options.find((option) => option.value === value)?.label ?? value;
}

function pluginPart(plugin: string): Network {
  if (plugin === 'overlay') return { plugin: 'azure', pluginMode: 'overlay' };
  return plugin === 'azure' || plugin === 'kubenet' || plugin === 'none' ? { plugin } : {};
}

function pluginField(value: string): Field {
  return choiceInput({
    name: 'plugin',
    label: t`Network plugin`,
    value,
    optional: true,
    options: [
      { value: '', label: t`AKS default` },
      { value: 'azure', label: t`Azure CNI`, description: t`Pods get IP addresses from the subnet.` },
      { value: 'overlay', label: t`Azure CNI Overlay`, description: t`Pods get IP addresses from the Pod CIDR.` },
      {
        value: 'kubenet',
        label: t`Kubenet`,
        description: t`Pods get IP addresses from the Pod CIDR, reached through a route table.`,
      },
      { value: 'none', label: t`None`, description: t`You install a network plugin yourself.` },
    ],
  });
}

/** Picks the subnet of the nodes. If no region was chosen, it can be any subnet, and determines the region. */
export function pickSubnet(context: FormContext, place: ClusterPlace, recipe: Recipe): PickedSubnet {
  const { subscriptionId, location, isLocationChosen } = place;
  const list = context.choices.get({ kind: 'subnets', subscriptionId });
  const value = textValue(context, 'subnet', recipe.ownSubnet ? '' : noSubnet);
  const chosen = list.items.find(({ id }) => sameId(id, value));
  const isNear = (region: string): boolean => normalLocation(region) === normalLocation(location);
  const outbound = textValue(context, 'outboundType', recipe.outboundType);
  const isRouted = outbound === 'userDefinedRouting';
  const whyNot = (subnet: (typeof list.items)[number]): string | undefined => {
    if (isLocationChosen && !isNear(subnet.location))
      return t`In ${subnet.location}; nodes can only join a network in the cluster's region.`;
    if (subnet.delegatedTo !== undefined) return t`Delegated to ${subnet.delegatedTo}; nodes can't join it.`;
    return isRouted && !subnet.hasRouteTable ? t`No route table, which user-defined routing needs.` : undefined;
  };
  const needsOwn = outbound === 'userDefinedRouting' || outbound === 'userAssignedNATGateway';
  const ofAks: Option = {
    value: noSubnet,
    label: t`Created by AKS`,
    description: t`A virtual network in the node resource group.`,
    ...(needsOwn ? { disabled: t`${outboundTexts[outbound].label} needs your own subnet.` } : {}),
  };
  const field = choiceInput({
    name: 'subnet',
    label: t`Node subnet`,
    value: chosen?.id ?? value,
    list,
    pasteable: t`Choose, search, or paste a subnet ID`,
    rule: (text) => (text === noSubnet ? undefined : ruleOf((id) => asArmId(id, resourceType.subnet))(text)),
    options: [
      ...(recipe.ownSubnet ? [] : [ofAks]),
      ...list.items.map((subnet) => ({
        value: subnet.id,
        label: `${subnet.network}/${subnet.name}`,
        // The form has the region of the cluster already.
        description: [subnet.resourceGroup, !isNear(subnet.location) && subnet.location, ...subnet.addressPrefixes]
          .filter(Boolean)
          .join(', '),
        ...defined({ disabled: whyNot(subnet) }),
      })),
      ...(recipe.ownSubnet ? [ofAks] : []),
    ],
  });
  return {
    field,
    value: value === noSubnet ? '' : value,
    isOfAks: value === noSubnet,
    prefixes: chosen ? [...chosen.addressPrefixes, ...chosen.networkPrefixes] : [],
    name: chosen ? `${chosen.network}/${chosen.name}` : lastSegment(value),
  };
}

/** Returns the region of the chosen subnet, if there is one. */
export function regionOfSubnet(context: FormContext, subscriptionId: string): string | undefined {
  const value = textValue(context, 'subnet');
  if (value === '' || value === noSubnet) return undefined;
  return context.choices.get({ kind: 'subnets', subscriptionId }).items.find(({ id }) => sameId(id, value))?.location;
}

function outboundField(value: string, ownSubnet: boolean): Field {
  const disabled: Readonly<Partial<Record<OutboundType, string>>> = ownSubnet
    ? { managedNATGateway: t`Not available with your own subnet.` }
    : {
        userDefinedRouting: t`Needs your own subnet with a route table.`,
        userAssignedNATGateway: t`Needs your own subnet with a NAT gateway.`,
      };
  return choiceInput({
    name: 'outboundType',
    label: t`Outbound type`,
    value,
    optional: true,
    help: { text: t`Outbound types`, href: 'https://learn.microsoft.com/azure/aks/egress-outboundtype' },
    options: [
      { value: '', label: t`AKS default`, description: t`A load balancer created by AKS.` },
      ...Object.entries(outboundTexts).map(([type, { label, description }]) => {
        const reason = disabled[type as OutboundType];
        return {
          value: type,
          label: shownText(label),
          description: shownText(description),
          ...defined({ disabled: reason }),
        };
      }),
    ],
  });
}
