import { always, type CompileMatch, unknownMatch } from './match-test.ts'

const lastSecond = 24 * 60 * 60 - 1
/** XT_TIME_ALL_MONTHDAYS and the last time that there is, linux/netfilter/xt_time.h */
const allDays = 31
const endOfTime = 0x7fffffff

/** time_mt, net/netfilter/xt_time.c */
export const time: CompileMatch<'time'> = ({ dateStart, dateStop, timeStart, timeStop, monthDays, weekDays }) => {
  const isAnyDate = dateStart === 0 && (dateStop === 0 || dateStop >= endOfTime)
  const isAnyTime = timeStart === 0 && timeStop >= lastSecond
  const isAnyDay = monthDays.filter((day) => day > 0).length >= allDays && weekDays.filter((day) => day > 0).length >= 7
  return isAnyDate && isAnyTime && isAnyDay ? always : unknownMatch('whether it is the time that the rule asks for')
}
