/** The lines of surface.md about links: one for each parameter, and for each word that one can have. */
import { parseLink, tabs } from '../../src/domain/words/links.ts';
import { reportColumns, reportGroups, reportMarks, reportOrders } from '../../src/domain/words/reportLook.ts';
import { keyAliases, queryKeys, readQuery } from '../../src/webview/protocol/reportQuery.ts';

const cluster =
  '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/c';
/** One link for each parameter that links of the first version have. */
const links = [
  `/cluster?id=${cluster}`,
  ...tabs.map((tab) => `/cluster?id=${cluster}&tab=${tab}`),
  `/cluster?id=${cluster}&finding=0123456789ab`,
  '/report',
  '/report?subscriptionId=11111111-1111-4111-8111-111111111111',
  '/report?filter=shop&show=error,new&group=finding&sort=-name&columns=kubelet,region&open=a&open=b',
  ...reportMarks.map((mark) => `/report?show=${mark}`),
  ...reportGroups.map((group) => `/report?group=${group}`),
  ...reportOrders.map((order) => `/report?sort=${order}`),
  ...reportColumns.map((column) => `/report?columns=${column}`),
];

/** Each link with what it opens. */
export const linkLines: readonly string[] = links.map((link) => {
  const [path = '', query = ''] = link.split('?');
  return `${link} opens ${JSON.stringify(parseLink(path, query))}`;
});

/** Each term of a filter with what it asks for. */
export const filterLines: readonly string[] = [...queryKeys, ...Object.keys(keyAliases)].map(
  (key) => `${key}:x asks for ${JSON.stringify(Object.fromEntries(readQuery(`${key}:x`).terms))}`,
);
