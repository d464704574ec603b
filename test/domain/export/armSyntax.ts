/**
 * ARM templates, held against the rules by which Azure refuses them before it deploys anything.
 * Sources: https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax,
 * https://learn.microsoft.com/azure/azure-resource-manager/templates/deploy-to-subscription
 */
import { isExpression, parametersIn } from './armExpression.ts';

type Json = Readonly<Record<string, unknown>>;
type Level = 'subscription' | 'group';

const schemaOf: Readonly<Record<Level, string>> = {
  subscription: 'https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#',
  group: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
};
const membersOfTemplate = ['$schema', 'contentVersion', 'metadata', 'parameters', 'resources'];
const membersOfDeployment = [
  ...['type', 'apiVersion', 'name', 'comments', 'metadata', 'subscriptionId', 'resourceGroup', 'location'],
  ...['dependsOn', 'properties'],
];
const deployments = 'Microsoft.Resources/deployments';

/** What Azure would refuse of a template for a subscription, or that it is no JSON. */
export function problemsOfTemplate(text: string): readonly string[] {
  try {
    return problemsAt(JSON.parse(text) as Json, 'subscription', 'template');
  } catch (error) {
    return [String(error)];
  }
}

function problemsAt(template: Json, level: Level, at: string): readonly string[] {
  const { resources, parameters, contentVersion } = template;
  const all = (Array.isArray(resources) ? resources : []) as readonly Json[];
  const names = all.map(({ name }) => name);
  return [
    ...others(template, membersOfTemplate).map((member) => `${at} has no member ${member}`),
    ...(template['$schema'] === schemaOf[level] ? [] : [`${at} is of another schema than that of a ${level}`]),
    ...(/^\d+\.\d+\.\d+\.\d+$/.test(String(contentVersion)) ? [] : [`${at} has no version`]),
    ...(Array.isArray(resources) ? [] : [`${at} has no resources`]),
    ...Object.entries((parameters ?? {}) as Record<string, Json>).flatMap(([name, { type }]) =>
      ['string', 'securestring'].includes(String(type)) ? [] : [`${at}: parameter ${name} has no type`],
    ),
    ...(new Set(names).size === names.length ? [] : [`${at} has two resources of one name`]),
    ...all.flatMap((resource, index) =>
      problemsOfResource(resource, all.slice(0, index), `${at}.${String(resource['name'])}`),
    ),
    ...expressionsOf(all).flatMap((expression) => problemsOfExpression(expression, Object.keys(parameters ?? {}), at)),
  ];
}

/** A resource waits for one before it, so that nothing waits for itself in the end. */
function problemsOfResource(resource: Json, before: readonly Json[], at: string): readonly string[] {
  const { type, apiVersion, name, dependsOn = [] } = resource;
  const waits = dependsOn as readonly string[];
  return [
    ...(/^\d{4}-\d{2}-\d{2}(-preview)?$/.test(String(apiVersion)) ? [] : [`${at} has no API version`]),
    ...(/^[^/]+(\/[^/]+)+$/.test(String(type)) ? [] : [`${at} has no type`]),
    ...(isExpression(String(name)) || String(name).split('/').length === String(type).split('/').length - 1
      ? []
      : [`${at}: as many names as types are expected`]),
    ...waits.flatMap((each) => (before.some((one) => one['name'] === each) ? [] : [`${at} waits for ${each}`])),
    ...(type === deployments ? problemsOfDeployment(resource, at) : []),
  ];
}

function problemsOfDeployment(resource: Json, at: string): readonly string[] {
  const { name, location, resourceGroup, subscriptionId, properties } = resource;
  const { mode, template, parameters = {}, expressionEvaluationOptions } = properties as Json;
  const level = resourceGroup === undefined ? 'subscription' : 'group';
  const given = Object.entries(parameters as Record<string, Json>);
  const asked = Object.keys((template as Json)['parameters'] ?? {});
  return [
    ...others(resource, membersOfDeployment).map((member) => `${at} has no member ${member}`),
    ...(/^[\w.()-]{1,64}$/.test(String(name)) ? [] : [`${at} has no name that a deployment can have`]),
    ...((location === undefined) === (level === 'group') ? [] : [`${at}: only one for a subscription has a location`]),
    ...(typeof subscriptionId === 'string' && subscriptionId !== '' ? [] : [`${at} goes to no subscription`]),
    ...(mode === 'Incremental' ? [] : [`${at} would remove what it does not name`]),
    ...((expressionEvaluationOptions as Json)['scope'] === 'inner' ? [] : [`${at} has no scope for its parameters`]),
    ...(JSON.stringify(given.map(([each]) => each).toSorted()) === JSON.stringify(asked.toSorted())
      ? []
      : [`${at} asks for ${asked.join()} and is given ${given.map(([each]) => each).join()}`]),
    ...given.flatMap(([each, value]) => (Object.keys(value).join() === 'value' ? [] : [`${at}: ${each} has no value`])),
    ...problemsAt(template as Json, level, at),
  ];
}

function others(json: Json, known: readonly string[]): readonly string[] {
  return Object.keys(json).filter((member) => !known.includes(member));
}

/** Returns the expressions of these resources, except for those in nested templates. */
function expressionsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return isExpression(value) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap(expressionsOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'template' ? [] : [...expressionsOf(key), ...expressionsOf(inner)],
  );
}

function problemsOfExpression(expression: string, declared: readonly string[], at: string): readonly string[] {
  try {
    const unknown = parametersIn(expression).filter((name) => !declared.includes(name));
    return unknown.map((name) => `${at}: ${expression} reads ${name}, which is no parameter`);
  } catch (error) {
    return [`${at}: ${expression}: ${String(error)}`];
  }
}
