/** Characters of traditional Chinese and their simplified form, one after the other: what letters about trade are written with, and not all of Chinese. */
const PAIRS =
  '們们這这說说時时會会對对發发過过還还沒没關关開开門门問问間间見见現现個个東东車车兩两來来為为與与從从給给讓让請请認认設设試试話话語语讀读寫写選选擇择變变動动單单雙双邊边條条後后應应當当實实際际權权則则項项頁页顯显題题類类標标記记紀纪錄录檔档備备復复儲储刪删郵邮電电網网絡络統统計计劃划審审號号帳账戶户機机構构導导連连運运' +
  '進进遠远達达適适遞递違违鍵键鏡镜鐘钟錯错鎖锁針针長长閉闭隊队陽阳陰阴隨随險险雲云靜静順顺須须預预領领頻频額额顧顾風风飛飞饋馈馬马驗验體体點点齊齐龍龙並并亂乱價价傳传債债傷伤傾倾僅仅億亿優优償偿兒儿內内冊册凍冻劇剧剛刚創创務务勝胜勞劳勢势匯汇區区協协卻却參参員员嗎吗啟启喚唤嘗尝圍围園园圖图團团執执報报場场塊块墊垫壓压壞坏' +
  '夠够奪夺奮奋婦妇學学寧宁寬宽尋寻將将專专屬属層层島岛師师帶带幫帮幾几庫库廠厂廣广廢废強强彈弹徑径憶忆憑凭懷怀戰战戲戏拋抛捨舍掃扫掛挂採采換换損损搖摇摺折據据擁拥擊击擋挡擔担擴扩擾扰攜携敗败數数斷断曆历曉晓術术業业極极樣样橋桥檢检歡欢歲岁歷历殘残殺杀氣气決决況况測测減减準准溝沟滅灭滿满漲涨潛潜濟济灣湾災灾無无爭争狀状獨独' +
  '獲获獻献瀏浏產产畫画異异療疗盡尽監监盤盘眾众礎础確确礙碍稱称種种積积穩稳競竞筆笔節节範范簡简簽签紅红約约級级純纯紙纸細细終终組组結结絕绝絲丝經经綁绑維维綫线線线緊紧緩缓編编緣缘縮缩績绩繫系繳缴繼继續续罰罚義义習习聯联聲声職职聽听脫脱臨临舉举舊旧艙舱華华萬万蓋盖藍蓝處处虛虚補补裝装裡里製制複复規规視视覽览覺觉觀观訂订討讨' +
  '訊讯訪访許许訴诉診诊註注詞词詢询詳详誤误調调談谈諮咨證证識识譯译議议護护貓猫負负財财貨货費费貼贴資资賬账賴赖購购贏赢趕赶跡迹蹤踪輕轻載载較较輔辅輪轮輸输轉转轄辖辦办辭辞農农釋释鈕钮銷销鍊链鏈链閒闲閱阅隱隐雖虽離离難难響响頂顶頓顿櫃柜銀银飾饰飯饭餘余髮发廳厅臺台檯台颱台鹽盐鋼钢鐵铁銅铜鋁铝錢钱幣币稅税贈赠賣卖買买貿贸賠赔' +
  '贖赎賓宾貸贷質质蘇苏蘭兰葉叶陳陈張张黃黄劉刘楊杨趙赵吳吴鄭郑謝谢鄧邓馮冯蕭萧滬沪漢汉濱滨鎮镇鄉乡縣县國国遲迟爛烂濕湿書书輛辆貝贝閘闸倉仓託托撥拨齡龄鎊镑歐欧圓圆盧卢陸陆繞绕'

const SIMPLIFIED: ReadonlyMap<string, string> = new Map(Array.from({ length: PAIRS.length / 2 }, (_, at) => [PAIRS.charAt(2 * at), PAIRS.charAt(2 * at + 1)]))

/** A text as it is compared: full and half width are one (NFKC), capital and small letters, and traditional and simplified characters. */
export const fold = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/[\u4e00-\u9fff]/g, (letter) => SIMPLIFIED.get(letter) ?? letter)
