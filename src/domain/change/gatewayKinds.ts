/** The kinds of change on the way from NGINX to Gateway API: one record for each. */
import { lastSegment } from '../arm/resourceId.ts';
import { list, object, oneOf, optional } from '../../shape/shape.ts';
import { joinWords, say } from '../../sentences/words.ts';
import { newResource, nonEmptyText, optionalText } from './fields.ts';
import { defineKind } from './kind.ts';
import { verbs } from './tenses.ts';

/** The default ingress controllers of application routing, in Azure's own words; the first is no controller. */
export const nginxControllers = ['None', 'AnnotationControlled', 'External', 'Internal'] as const;

/** Changes of application routing and Gateway API. */
export const gatewayKinds = {
  prepareGateway: defineKind({
    fields: {
      clusterId: nonEmptyText,
      /** An identity that exists; either this or a new one. */
      identityId: optionalText,
      newIdentity: optional(object(newResource)),
      /** IDs of public and private DNS zones. */
      zones: optional(list(nonEmptyText)),
      /** IDs of key vaults with certificates. */
      vaults: optional(list(nonEmptyText)),
      accounts: list(object({ namespace: nonEmptyText, serviceAccount: nonEmptyText })),
    },
    title: say`Prepare Gateway API`,
    verb: () => say`Prepare Gateway API`,
    start: say`What Gateways need for certificates and DNS records: settings, an identity, roles and credentials.`,
    conditions: ['hasManagedIdentity', 'isSettled', 'isRunning'],
    says: ({ clusterId }) => verbs.prepare(say`Gateway API on ${lastSegment(clusterId)}`),
    doneText: ({ clusterId, accounts }) =>
      say`Gateway API on ${lastSegment(clusterId)} is prepared for ${joinWords(
        accounts.map(({ namespace, serviceAccount }) => `${namespace}/${serviceAccount}`),
        ', ',
      )}.`,
  }),
  setNginxRouting: defineKind({
    fields: { clusterId: nonEmptyText, controller: oneOf(...nginxControllers) },
    title: say`Change the default ingress controller`,
    verb: ({ controller }) =>
      controller === 'None' ? say`Set it to None` : say`Change the default ingress controller`,
    conditions: ['isSettled', 'isRunning'],
    says: ({ clusterId, controller }) =>
      verbs.change(say`the default ingress controller of ${lastSegment(clusterId)} to ${controller}`),
    doneText: ({ clusterId, controller }) =>
      say`The default ingress controller of ${lastSegment(clusterId)} is ${controller}.`,
  }),
};
