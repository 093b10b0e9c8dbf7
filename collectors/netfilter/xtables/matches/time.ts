import { type FixedCodec, mapped } from '../../../wire/codec.ts'
import { u8, u32 } from '../../../wire/scalars.ts'
import { integer, list } from '../../../wire/shape.ts'
import { struct } from '../../../wire/struct.ts'
import { bits } from '../bits.ts'
import { extension } from '../extension.ts'

const header = 'linux/netfilter/xt_time.h'

/** Which bits are set, from the lowest: the first of a month is bit 1. */
const days = (codec: FixedCodec<number>): FixedCodec<readonly number[]> =>
  mapped(codec, list(integer), (mask) => Array.from({ length: 32 }, (_, day) => day).filter((day) => mask & (1 << day)))

const flags = bits(u8, header, {
  /** Else UTC. */
  kernelTimeZone: [1, 'XT_TIME_LOCAL_TZ'],
  /** A time that ends on the next day counts to the day that it begins on. */
  contiguous: [2, 'XT_TIME_CONTIGUOUS'],
})

const revision0 = struct(
  { name: 'xt_time_info', header, size: 24 },
  {
    /** Seconds since 1970; 0 and 2^31 - 1: no limit. */
    dateStart: [0, u32, 'date_start'],
    dateStop: [4, u32, 'date_stop'],
    /** Seconds of the day; 0 and 86399: the whole day. */
    timeStart: [8, u32, 'daytime_start'],
    timeStop: [12, u32, 'daytime_stop'],
    monthDays: [16, days(u32), 'monthdays_match'],
    /** 1 is Monday. */
    weekDays: [20, days(u8), 'weekdays_match'],
    flags: [21, flags, 'flags'],
  },
)

const lastSecond = 24 * 60 * 60 - 1
const weekDayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** `-m time`: when a packet comes. */
export const time = extension({
  name: 'time',
  revisions: { 0: revision0 },
  save: ({ dateStart, dateStop, timeStart, timeStop, monthDays, weekDays, flags: { kernelTimeZone, contiguous } }) => [
    ...(timeStart === 0 && timeStop === lastSecond
      ? []
      : ['--timestart', timeText(timeStart), '--timestop', timeText(timeStop)]),
    ...(isEvery(monthDays, 31) ? [] : ['--monthdays', monthDays.filter((day) => day > 0).join(',')]),
    ...(isEvery(weekDays, 7) ? [] : ['--weekdays', weekDays.flatMap((day) => weekDayNames[day - 1] ?? []).join(',')]),
    ...(dateStart === 0 ? [] : ['--datestart', dateText(dateStart)]),
    ...(dateStop === 0 ? [] : ['--datestop', dateText(dateStop)]),
    ...(kernelTimeZone ? ['--kerneltz'] : []),
    ...(contiguous ? ['--contiguous'] : []),
  ],
})

const isEvery = (list: readonly number[], count: number): boolean => list.length === count && list[0] === 1

const dateText = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 19)

const timeText = (seconds: number): string =>
  [seconds / 3600, (seconds / 60) % 60, seconds % 60].map((part) => `${Math.floor(part)}`.padStart(2, '0')).join(':')
