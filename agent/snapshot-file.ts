import { readFileSync, writeFileSync } from 'node:fs'
import type { ErrorObject } from 'ajv'
import { fsErrorCode } from '../collectors/procfs/read.ts'
import { type Snapshot, snapshotJsonSchema, snapshotSchema } from '../collectors/snapshot.ts'
import { toJson } from '../collectors/wire/json.ts'
import { withDefinitions } from './schema-definitions.ts'
import { UsageError } from './usage-error.ts'

/** A saved snapshot as text; 64-bit numbers beyond 2^53 - 1 are decimal strings. */
export const snapshotText = (snapshot: Snapshot): string => `${toJson(snapshot, 1)}\n`

/** @throws UsageError when the file cannot be written */
export const writeSnapshot = (file: string, snapshot: Snapshot): void => {
  try {
    // It names everything on the host: it is for its owner.
    writeFileSync(file, snapshotText(snapshot), { mode: 0o600 })
  } catch (error) {
    throw new UsageError(`${file} cannot be written (${fsErrorCode(error)}).`)
  }
}

/** @throws UsageError when the file cannot be read */
export const readWhole = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(`${file} cannot be read (${fsErrorCode(error)}).`)
  }
}

/**
 * Reads a saved snapshot back, exactly as it was taken.
 * @param name how to call the file in an error
 * @throws UsageError when it is no snapshot, a damaged one, or of a newer version
 */
export const parseSnapshot = async (content: string, name: string): Promise<Snapshot> => {
  const value = jsonOf(content, name)
  checkSchema(value, name)
  // An agent, which reads none, has no use for its eight megabytes.
  const { Ajv } = await import('ajv')
  // The code is used once: to optimise it takes longer than all else together.
  const code = { optimize: false }
  const ajv = new Ajv({ strict: false, discriminator: true, validateFormats: false, inlineRefs: false, code })
  ajv.addKeyword({ keyword: 'uint64', modifying: true, compile: () => reviveUint64 })
  ajv.addKeyword({ keyword: 'count', modifying: true, compile: () => reviveCount })
  const validate = ajv.compile<Snapshot>(withDefinitions(snapshotJsonSchema()))
  if (!validate(value)) throw new UsageError(`${name} is damaged: ${explain(validate.errors)}.`)
  return value
}

type Place = { parentData: { [key: string | number]: unknown }; parentDataProperty: string | number }

/** The keyword `uint64` of the schema: the number or decimal string in the file becomes the bigint that it was. */
const reviveUint64 = (data: unknown, place?: Place): boolean => {
  if (place === undefined || (typeof data !== 'number' && typeof data !== 'string')) return true
  place.parentData[place.parentDataProperty] = BigInt(data)
  return true
}

/** The keyword `count`: a number stays what it is, a decimal string was too long for one. */
const reviveCount = (data: unknown, place?: Place): boolean =>
  typeof data === 'string' ? reviveUint64(data, place) : true

const jsonOf = (content: string, name: string): unknown => {
  try {
    return JSON.parse(content)
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n', 1)[0] : ''
    throw new UsageError(`${name} is not JSON (${reason}); a snapshot is written by 'netloupe snapshot -o FILE'.`)
  }
}

const checkSchema = (value: unknown, name: string): void => {
  const schema = typeof value === 'object' && value !== null && 'schema' in value ? value.schema : undefined
  if (schema === snapshotSchema) return
  const [family, version] = snapshotSchema.split('/')
  const [otherFamily, otherVersion] = typeof schema === 'string' ? schema.split('/') : []
  if (otherFamily !== family)
    throw new UsageError(`${name} is no netloupe snapshot; write one by 'netloupe snapshot -o FILE'.`)
  const older = Number(otherVersion) < Number(version)
  const mend = older ? 'take it again with this netloupe' : 'a newer netloupe wrote it; read it with that one'
  throw new UsageError(`${name} has the form ${schema}, this netloupe knows ${snapshotSchema}: ${mend}.`)
}

const explain = (errors: ErrorObject[] | null | undefined): string => {
  const [error] = errors ?? []
  if (error === undefined) return 'it does not have the form of a snapshot'
  return `${error.instancePath === '' ? 'the whole' : error.instancePath} ${error.message ?? 'is wrong'}`
}
