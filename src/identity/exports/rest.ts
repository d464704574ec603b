import type { Plan, Step } from '../planned.ts';
import { apiVersionOf } from './apiVersions.ts';

/** The plan as HTTP requests in order, in the form that REST clients for editors read (`###` between requests). */
export function planAsRest(plan: Plan): string {
  return `# ${oneLine(plan.title)}\n${plan.steps.map((step, index) => request(step, index + 1)).join('')}`;
}

function request(step: Step, number: number): string {
  const { method, path, body } = step.request;
  const preconditions =
    step.kind === 'putCluster' && step.eTag
      ? [`If-Match: ${step.eTag}`]
      : step.kind === 'createCluster'
        ? ['If-None-Match: *']
        : [];
  const lines = [
    '',
    `### ${number}. ${oneLine(step.title)}`,
    `${method} https://management.azure.com${addressOf(path)}?api-version=${apiVersionOf[step.kind]}`,
    'Authorization: Bearer {{token}}',
    ...preconditions,
    ...(body ? ['Content-Type: application/json', '', JSON.stringify(body, undefined, 2)] : []),
    '',
  ];
  return lines.join('\n');
}

/** An ARM path as a URL has it; placeholders such as `{principalId}` stay readable. */
function addressOf(path: string): string {
  return encodeURI(path).replace(/%7B/g, '{').replace(/%7D/g, '}');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
