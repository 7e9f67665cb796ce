/** Characters that the two ways of writing Chinese have differently, each as traditional and simplified. */
const PAIRS = [
  '們们 這这 說说 時时 會会 對对 發发 過过 還还 沒没 關关 開开 門门 問问 間间 見见 現现 個个 東东 車车 兩两 來来 為为 與与 從从 給给 讓让 請请 認认 設设 試试 話话 語语 讀读 寫写 選选 擇择 變变 動动 單单 雙双 邊边 條条 後后 應应 當当 實实 際际 權权 則则 項项 頁页 顯显 題题 類类 標标 記记 誌志 紀纪 錄录',
  '檔档 備备 復复 儲储 刪删 郵邮 電电 網网 絡络 統统 計计 劃划 審审 號号 帳账 戶户 機机 構构 導导 連连 運运 進进 遠远 達达 適适 遞递 違违 鍵键 鏡镜 鐘钟 錯错 鎖锁 針针 長长 閉闭 隊队 陽阳 陰阴 隨随 險险 雲云 靜静 順顺 須须 預预 領领 頻频 額额 顧顾 風风 飛飞 饋馈 馬马 驗验 體体 點点 齊齐 龍龙 並并 亂乱',
  '價价 傳传 債债 傷伤 傾倾 僅仅 億亿 優优 償偿 兒儿 內内 冊册 凍冻 劇剧 剛刚 創创 務务 勝胜 勞劳 勢势 匯汇 區区 協协 卻却 參参 員员 嗎吗 啟启 喚唤 嘗尝 圍围 園园 圖图 團团 執执 報报 場场 塊块 墊垫 壓压 壞坏 夠够 奪夺 奮奋 婦妇 學学 寧宁 寬宽 尋寻 將将 專专 屬属 層层 島岛 師师 帶带 幫帮 幾几 庫库 廠厂',
  '廣广 廢废 強强 彈弹 徑径 憶忆 憑凭 懷怀 戰战 戲戏 拋抛 捨舍 掃扫 掛挂 採采 換换 損损 搖摇 摺折 據据 擁拥 擊击 擋挡 擔担 擴扩 擾扰 攜携 敗败 數数 斷断 曆历 曉晓 術术 業业 極极 樣样 橋桥 檢检 歡欢 歲岁 歷历 殘残 殺杀 氣气 決决 況况 測测 減减 準准 溝沟 滅灭 滿满 漲涨 潛潜 濟济 灣湾 災灾 無无 爭争 狀状',
  '獨独 獲获 獻献 瀏浏 產产 畫画 異异 療疗 盡尽 監监 盤盘 眾众 礎础 確确 礙碍 稱称 種种 積积 穩稳 競竞 筆笔 節节 範范 簡简 簽签 紅红 約约 級级 純纯 紙纸 細细 終终 組组 結结 絕绝 絲丝 經经 綁绑 維维 綫线 線线 緊紧 緩缓 編编 緣缘 縮缩 績绩 繫系 繳缴 繼继 續续 罰罚 義义 習习 聯联 聲声 職职 聽听 脫脱 臨临',
  '舉举 舊旧 艙舱 華华 萬万 蓋盖 藍蓝 處处 虛虚 補补 裝装 裡里 製制 複复 規规 視视 覽览 覺觉 觀观 訂订 討讨 訊讯 訪访 許许 訴诉 診诊 註注 詞词 詢询 詳详 誤误 調调 談谈 諮咨 證证 識识 譯译 議议 護护 貓猫 負负 財财 貨货 費费 貼贴 資资 賬账 賴赖 購购 贏赢 趕赶 跡迹 蹤踪 輕轻 載载 較较 輔辅 輪轮 輸输 轉转',
  '轄辖 辦办 辭辞 農农 釋释 鈕钮 銷销 鍊链 鏈链 閒闲 閱阅 隱隐 雖虽 離离 難难 響响 頂顶 頓顿',
].flatMap((line) => line.split(' ').map(([old = '', young = '']) => ({ old, young })))

/** Simplified forms that are traditional characters too, of another meaning. */
const BOTH = '后里系准志并划余云制采注折舍范咨迹复历据几价'

/** Of a traditional text, what is written as on the mainland; of a simplified one, what is not. */
export const FOREIGN = {
  traditional: new RegExp(`[${PAIRS.map(({ young }) => young).filter((letter) => !BOTH.includes(letter)).join('')}]`, 'u'),
  simplified: new RegExp(`[${PAIRS.map(({ old }) => old).filter((letter) => !PAIRS.some(({ young }) => young === letter)).join('')}]`, 'u'),
} as const
