import arrowCounterClockwise from '@phosphor-icons/core/regular/arrow-counter-clockwise.svg?raw';
import arrowFatLinesDown from '@phosphor-icons/core/regular/arrow-fat-lines-down.svg?raw';
import arrowLeft from '@phosphor-icons/core/regular/arrow-left.svg?raw';
import arrowRight from '@phosphor-icons/core/regular/arrow-right.svg?raw';
import arrowUUpLeft from '@phosphor-icons/core/regular/arrow-u-up-left.svg?raw';
import backspace from '@phosphor-icons/core/regular/backspace.svg?raw';
import bagSimple from '@phosphor-icons/core/regular/bag-simple.svg?raw';
import barbell from '@phosphor-icons/core/regular/barbell.svg?raw';
import barcode from '@phosphor-icons/core/regular/barcode.svg?raw';
import bellSlash from '@phosphor-icons/core/regular/bell-slash.svg?raw';
import cards from '@phosphor-icons/core/regular/cards.svg?raw';
import caretDown from '@phosphor-icons/core/regular/caret-down.svg?raw';
import caretRight from '@phosphor-icons/core/regular/caret-right.svg?raw';
import caretUp from '@phosphor-icons/core/regular/caret-up.svg?raw';
import carrot from '@phosphor-icons/core/regular/carrot.svg?raw';
import chartBar from '@phosphor-icons/core/regular/chart-bar.svg?raw';
import chatCircleText from '@phosphor-icons/core/regular/chat-circle-text.svg?raw';
import check from '@phosphor-icons/core/regular/check.svg?raw';
import circleHalf from '@phosphor-icons/core/regular/circle-half.svg?raw';
import clock from '@phosphor-icons/core/regular/clock.svg?raw';
import contactlessPayment from '@phosphor-icons/core/regular/contactless-payment.svg?raw';
import creditCard from '@phosphor-icons/core/regular/credit-card.svg?raw';
import deviceMobile from '@phosphor-icons/core/regular/device-mobile.svg?raw';
import door from '@phosphor-icons/core/regular/door.svg?raw';
import ear from '@phosphor-icons/core/regular/ear.svg?raw';
import eyeglasses from '@phosphor-icons/core/regular/eyeglasses.svg?raw';
import flowerLotus from '@phosphor-icons/core/regular/flower-lotus.svg?raw';
import gift from '@phosphor-icons/core/regular/gift.svg?raw';
import downloadSimple from '@phosphor-icons/core/regular/download-simple.svg?raw';
import eye from '@phosphor-icons/core/regular/eye.svg?raw';
import globe from '@phosphor-icons/core/regular/globe.svg?raw';
import gridFour from '@phosphor-icons/core/regular/grid-four.svg?raw';
import handCoins from '@phosphor-icons/core/regular/hand-coins.svg?raw';
import handPalm from '@phosphor-icons/core/regular/hand-palm.svg?raw';
import handTap from '@phosphor-icons/core/regular/hand-tap.svg?raw';
import hourglassMedium from '@phosphor-icons/core/regular/hourglass-medium.svg?raw';
import heart from '@phosphor-icons/core/regular/heart.svg?raw';
import houseLine from '@phosphor-icons/core/regular/house-line.svg?raw';
import identificationCard from '@phosphor-icons/core/regular/identification-card.svg?raw';
import info from '@phosphor-icons/core/regular/info.svg?raw';
import invoice from '@phosphor-icons/core/regular/invoice.svg?raw';
import key from '@phosphor-icons/core/regular/key.svg?raw';
import keyboard from '@phosphor-icons/core/regular/keyboard.svg?raw';
import leaf from '@phosphor-icons/core/regular/leaf.svg?raw';
import lightbulb from '@phosphor-icons/core/regular/lightbulb.svg?raw';
import list from '@phosphor-icons/core/regular/list.svg?raw';
import lock from '@phosphor-icons/core/regular/lock.svg?raw';
import magnifyingGlassPlus from '@phosphor-icons/core/regular/magnifying-glass-plus.svg?raw';
import magnifyingGlass from '@phosphor-icons/core/regular/magnifying-glass.svg?raw';
import minus from '@phosphor-icons/core/regular/minus.svg?raw';
import moon from '@phosphor-icons/core/regular/moon.svg?raw';
import numpad from '@phosphor-icons/core/regular/numpad.svg?raw';
import orange from '@phosphor-icons/core/regular/orange.svg?raw';
import paperPlaneTilt from '@phosphor-icons/core/regular/paper-plane-tilt.svg?raw';
import pause from '@phosphor-icons/core/regular/pause.svg?raw';
import percent from '@phosphor-icons/core/regular/percent.svg?raw';
import personArmsSpread from '@phosphor-icons/core/regular/person-arms-spread.svg?raw';
import personSimpleWalk from '@phosphor-icons/core/regular/person-simple-walk.svg?raw';
import plug from '@phosphor-icons/core/regular/plug.svg?raw';
import plugsConnected from '@phosphor-icons/core/regular/plugs-connected.svg?raw';
import plugs from '@phosphor-icons/core/regular/plugs.svg?raw';
import plus from '@phosphor-icons/core/regular/plus.svg?raw';
import printer from '@phosphor-icons/core/regular/printer.svg?raw';
import prohibit from '@phosphor-icons/core/regular/prohibit.svg?raw';
import qrCode from '@phosphor-icons/core/regular/qr-code.svg?raw';
import question from '@phosphor-icons/core/regular/question.svg?raw';
import receipt from '@phosphor-icons/core/regular/receipt.svg?raw';
import recycle from '@phosphor-icons/core/regular/recycle.svg?raw';
import scales from '@phosphor-icons/core/regular/scales.svg?raw';
import scan from '@phosphor-icons/core/regular/scan.svg?raw';
import smiley from '@phosphor-icons/core/regular/smiley.svg?raw';
import shoppingCartSimple from '@phosphor-icons/core/regular/shopping-cart-simple.svg?raw';
import smileyMeh from '@phosphor-icons/core/regular/smiley-meh.svg?raw';
import speakerHigh from '@phosphor-icons/core/regular/speaker-high.svg?raw';
import speakerSlash from '@phosphor-icons/core/regular/speaker-slash.svg?raw';
import storefront from '@phosphor-icons/core/regular/storefront.svg?raw';
import sun from '@phosphor-icons/core/regular/sun.svg?raw';
import tag from '@phosphor-icons/core/regular/tag.svg?raw';
import textAa from '@phosphor-icons/core/regular/text-aa.svg?raw';
import thumbsUp from '@phosphor-icons/core/regular/thumbs-up.svg?raw';
import ticket from '@phosphor-icons/core/regular/ticket.svg?raw';
import translate from '@phosphor-icons/core/regular/translate.svg?raw';
import trash from '@phosphor-icons/core/regular/trash.svg?raw';
import user from '@phosphor-icons/core/regular/user.svg?raw';
import users from '@phosphor-icons/core/regular/users.svg?raw';
import wallet from '@phosphor-icons/core/regular/wallet.svg?raw';
import warningCircle from '@phosphor-icons/core/regular/warning-circle.svg?raw';
import wifiSlash from '@phosphor-icons/core/regular/wifi-slash.svg?raw';
import wrench from '@phosphor-icons/core/regular/wrench.svg?raw';
import x from '@phosphor-icons/core/regular/x.svg?raw';
import checkCircleFill from '@phosphor-icons/core/fill/check-circle-fill.svg?raw';
import handHeartFill from '@phosphor-icons/core/fill/hand-heart-fill.svg?raw';
import handPalmFill from '@phosphor-icons/core/fill/hand-palm-fill.svg?raw';
import warningCircleFill from '@phosphor-icons/core/fill/warning-circle-fill.svg?raw';

/** The icons in use, all from one set (Phosphor, MIT). Only what is listed here gets into a page. */
export const ICONS = {
  'arrow-counter-clockwise': arrowCounterClockwise,
  'arrow-fat-lines-down': arrowFatLinesDown,
  'arrow-left': arrowLeft,
  'arrow-right': arrowRight,
  'arrow-u-up-left': arrowUUpLeft,
  backspace,
  'bag-simple': bagSimple,
  barbell,
  barcode,
  'bell-slash': bellSlash,
  cards,
  'caret-down': caretDown,
  'caret-right': caretRight,
  'caret-up': caretUp,
  carrot,
  'chart-bar': chartBar,
  'chat-circle-text': chatCircleText,
  check,
  'check-circle-fill': checkCircleFill,
  'circle-half': circleHalf,
  clock,
  'contactless-payment': contactlessPayment,
  'credit-card': creditCard,
  'device-mobile': deviceMobile,
  door,
  ear,
  eyeglasses,
  'flower-lotus': flowerLotus,
  gift,
  'download-simple': downloadSimple,
  eye,
  globe,
  'grid-four': gridFour,
  'hand-coins': handCoins,
  'hand-heart-fill': handHeartFill,
  'hand-palm': handPalm,
  'hand-palm-fill': handPalmFill,
  'hand-tap': handTap,
  'hourglass-medium': hourglassMedium,
  heart,
  'house-line': houseLine,
  'identification-card': identificationCard,
  info,
  invoice,
  key,
  keyboard,
  leaf,
  lightbulb,
  list,
  lock,
  'magnifying-glass': magnifyingGlass,
  'magnifying-glass-plus': magnifyingGlassPlus,
  minus,
  moon,
  numpad,
  orange,
  'paper-plane-tilt': paperPlaneTilt,
  pause,
  percent,
  'person-arms-spread': personArmsSpread,
  'person-simple-walk': personSimpleWalk,
  plug,
  plugs,
  'plugs-connected': plugsConnected,
  plus,
  printer,
  prohibit,
  'qr-code': qrCode,
  question,
  receipt,
  recycle,
  scales,
  scan,
  'shopping-cart-simple': shoppingCartSimple,
  smiley,
  'smiley-meh': smileyMeh,
  'speaker-high': speakerHigh,
  'speaker-slash': speakerSlash,
  storefront,
  sun,
  tag,
  'text-aa': textAa,
  'thumbs-up': thumbsUp,
  ticket,
  translate,
  trash,
  user,
  users,
  wallet,
  'warning-circle': warningCircle,
  'warning-circle-fill': warningCircleFill,
  'wifi-slash': wifiSlash,
  wrench,
  x,
} as const;

export type IconName = keyof typeof ICONS;
