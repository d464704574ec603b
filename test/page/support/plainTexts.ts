/** Finds what of a page stayed untranslated in the language that nobody speaks, in its lists, too. */
import type { Page } from 'playwright-core';
import roles from '../../../src/builtInRoles/builtInRoles.json' with { type: 'json' };
import { controls, type Control } from '../../../src/domain/findings/rule/controls.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { queryKeys } from '../../../src/webview/protocol/reportQuery.ts';
import { plainWordsBeside } from '../../support/plainWords.ts';
import { worldBefore } from '../../whole/history/past.ts';

/** Returns a pattern that finds a text wherever it stands. */
function anywhere(text: string): RegExp {
  return new RegExp(text.replaceAll(/[^\w\s]/g, '\\$&'), 'g');
}

/** Returns a pattern of a text that is nothing but this. */
function whole(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(/[^\w\s]/g, '\\$&')}$`, 'g');
}

/** Texts, from where they begin, that are the same in every language, and why. */
const sameTexts: readonly RegExp[] = [
  // What Azure wrote, expressions, and a command.
  /The client '.*|Operation failed due to an Azure Policy that denies public load balancers\./g,
  /claims\['sub'\].*/g,
  /\baz feature register --subscription [\da-f-]+ --namespace [\w.]+ --name \w+/g,
  // Times of day.
  /\b\d+:\d\d [AP]M\b/g,
  // What Azure says of its roles, as lists of them show it.
  ...roles.map(({ description }) => whole(description)),
  // Controls, as those who publish them call them, and terms as they are typed into a filter.
  ...Object.values<Control>(controls)
    .flatMap(({ framework, id, title }) => [
      `${framework} ${id}`,
      ...(title === undefined ? [] : [title]),
      id,
      framework,
    ])
    .toSorted((a, b) => b.length - a.length)
    .map(anywhere),
  ...queryKeys.map((key) => whole(`${key}:`)),
  // Libraries, with what they call their options.
  /enable_azure_proxy=True|Azure\.Core|azure-identity|@azure\/identity|\.NET\b|\b(?:Go|Java|JavaScript|Python|azidentity|(?:Is)?AzureProxyEnabled|EnableAzureProxy)\b/g,
  // A node resource group, as AKS names it, and regions, as Azure calls them.
  /\bMC_[\w-]+/g,
  /[A-Z][\w ]+ \([a-z\d]+\)|\bBrazil US\b/g,
];

/** Words that are the same in every language, and why. */
const sameWords: readonly RegExp[] = [
  // Names that a change or a form proposes, and parts of names, addresses and operations, which the map and the plan wrap.
  /^(?:id|rg|MC|new|vnet|snet|aks|sub|bv|kv|azure|my|shop|search|pay|legacy|old|weu|neu|web|store|com|io|vmss)(?:[-_]|$)/i,
  /-(?:weu|neu|two|agent|agentpool|identity)\b|^(?:content|metadata|repositories|privatelink|azmk|internal|contoso|westeurope|agentpool|cart|idshopweu)$/,
  /^(?:read|join|action|write|delete|webapprouting|approuting-istio|alb-identity|Microsoft|identity|group|region)$/,
  // Groups of updates, labels, extensions and operators, as somebody named them.
  /^(?:early|stable|tier|gold|microsoft|Karpenter)$/,
  // Kubernetes' own words, products, protocols, and values of Azure and Kubernetes.
  /^(?:kubelet|NGINX|Gateway|TXT|AnnotationControlled|Operator|None|External|Internal|UTC|Portal|CLI|az|PowerShell|Bicep|Terraform|REST|AADSTS|ALB controller|true|false)$/,
  // Roles and products that wrap over several lines of the map.
  /^(?:(?:DNS )?Zone|Network|Monitoring|Metrics|Publisher|AppGw for|Containers|Configuration|Secrets|Virtual|Machine|Managed|Identity|Manager|Application Gateway ingress|controller|Policy|Private DNS(?: Zone)?)$/,
];

const plainWords = plainWordsBeside(demoWorld(), worldBefore());

/** Returns the page's texts, and what a screen reader and the mouse are told. */
async function textsOf(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const visit = (node: Element | ShadowRoot): void => {
      for (const child of node.childNodes) {
        if (child instanceof Text) found.push(child.data);
        // Code, and what was typed.
        if (!(child instanceof Element) || child.matches('code, pre, style, script, textarea')) continue;
        const isHidden = child.getAttribute('aria-hidden') === 'true';
        const spoken = isHidden ? [] : ['aria-label', 'aria-description'];
        for (const name of [...spoken, 'title', 'placeholder', 'data-title'])
          found.push(child.getAttribute(name) ?? '');
        visit(child);
        if (child.shadowRoot) visit(child.shadowRoot);
      }
    };
    visit(document.body);
    return found;
  });
}

/** Returns the texts of the lists from which something can be chosen; each is there only while it is open. */
export async function textsOfLists(page: Page): Promise<readonly string[]> {
  const found: string[] = [];
  for (const field of await page.locator('[role="combobox"]:enabled:visible').all()) {
    await field.click();
    await page.locator('[role="combobox"][aria-expanded="true"]').waitFor();
    found.push(...(await textsOf(page)));
    await field.press('Escape');
  }
  return found;
}

/** Returns what of the page's texts, those of its lists among them, is not translated. */
export async function plainTexts(page: Page): Promise<readonly string[]> {
  const texts = [...(await textsOf(page)), ...(await textsOfLists(page))];
  return [...new Set(texts)].flatMap(plainIn);
}

/** Returns what of a text is not translated, and not the same in every language. */
export function plainIn(whole: string): readonly string[] {
  const text = sameTexts.reduce((rest, pattern) => rest.replace(pattern, ''), whole);
  const plain = plainWords(text).filter((words) => !sameWords.some((pattern) => pattern.test(words)));
  return plain.map((words) => `${words} in: ${whole}`);
}
