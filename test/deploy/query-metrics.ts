const name = /(?<![\w:$])(?:(?:netloupe|container|machine|cadvisor)_\w+|ALERTS|up|[a-z]+:\w+:\w+)(?![\w:])/g

/** The metrics that a query reads: label values and lists of labels out, what is left and looks like a metric is one. */
export const metricsIn = (query: string): string[] => {
  const bare = query
    .replaceAll(/"(?:[^"\\]|\\.)*"/g, '""')
    .replaceAll(/\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/gi, '')
    .replaceAll(/\{[^}]*\}/g, '')
  return [...bare.matchAll(name)].map(([found]) => found)
}
