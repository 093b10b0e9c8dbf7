import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { checkoutRoot } from '../commands/checkout.ts'

export const composeFolder = join(checkoutRoot, 'deploy/compose')
export const prometheusConfig = join(composeFolder, 'prometheus/prometheus.yml')
export const rulesFolder = join(composeFolder, 'prometheus/rules')
export const dashboardsFolder = join(composeFolder, 'grafana/dashboards')

/** A file of YAML, as the caller knows it to be. */
export const yamlFile = <T>(path: string): T => parse(readFileSync(path, 'utf8')) as T

/** Paths of the files in a folder whose names end so. */
export const filesIn = (folder: string, ending: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => join(folder, name))

export interface Rule {
  readonly alert?: string
  readonly record?: string
  readonly expr: string
  readonly for?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
}

interface RuleFile {
  readonly groups: readonly { readonly name: string; readonly rules: readonly Rule[] }[]
}

/** Every rule that is shipped. */
export const shippedRules = (): Rule[] =>
  filesIn(rulesFolder, '.yml').flatMap((file) => yamlFile<RuleFile>(file).groups.flatMap(({ rules }) => rules))
