import type { Count } from '../../collectors/wire/shape.ts'

/**
 * The two formats: Prometheus' text format 0.0.4 and OpenMetrics 1.0
 * (prometheus.io/docs/instrumenting/exposition_formats, prometheus.io/docs/specs/om/open_metrics_spec).
 */
export type Format = 'text' | 'openmetrics'

export const contentTypes = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
} as const satisfies { readonly [F in Format]: string }

/** What ends an exposition: OpenMetrics tells by it that nothing was cut off. */
export const ending = { text: '', openmetrics: '# EOF\n' } as const satisfies { readonly [F in Format]: string }

/** The two lines of comment before the samples of a metric. */
export const header = (format: Format, { name, type, help }: { name: string; type: string; help: string }): string => {
  if (format === 'text') return `# HELP ${name} ${escapedHelp(help)}\n# TYPE ${name} ${type}\n`
  const family = type === 'counter' ? name.replace(/_total$/, '') : name
  const kind = type === 'counter' && family === name ? 'unknown' : type
  return `# TYPE ${family} ${kind}\n# HELP ${family} ${escapedHelp(help).replaceAll('"', '\\"')}\n`
}

const escapedHelp = (help: string): string => help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')

/**
 * A value in decimal digits.
 * @param places decimal places that the whole number holds: 1500000000 with 9 is 1.5
 */
export const valueText = (value: Count, places = 0): string => {
  if (typeof value === 'bigint') return places === 0 ? `${value}` : shifted(value, places)
  // Divided by a power of ten that is exact, the quotient is the float nearest to the true value.
  if (Number.isFinite(value)) return `${places === 0 ? value : value / 10 ** places}`
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'
}

const shifted = (value: bigint, places: number): string => {
  const digits = `${value}`.padStart(places + 1, '0')
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`
}
