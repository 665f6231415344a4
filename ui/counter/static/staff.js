"use strict";
// The front door: what needs a hand at the kiosk, now.
import {listen} from "./stream.js";

const at = (id) => document.getElementById(id);
const faults = {
  "": "Bình thường · ok", out_of_paper: "Hết giấy: thay cuộn 80 mm · out of paper: load an 80 mm roll",
  cover_open: "Nắp mở: đóng lại · cover open: close it", unplugged: "Mất kết nối: cắm dây · unplugged: plug it in",
  mute: "Không trả lời: tắt rồi bật · no answer: switch off and on", cutter: "Kẹt dao cắt · cutter jam",
};
const steps = {
  S0: "Chờ · waiting", S1: "Trang chủ · home", S2: "Chọn lĩnh vực · choosing a service", S3: "Ưu tiên · priority",
  S4: "Đã có số · has a number", S9: "Đánh giá · rating", S10: "Lý do · reason", S11: "Cảm ơn · thanks",
  S12: "Hỏi thêm giờ · asked for more time", S13: "Ngoài giờ · closed", S14: "Kỹ thuật · technician",
};
const title = document.title;

function show(news) {
  at("help").hidden = !news.help;
  at("step").textContent = steps[news.screen] ?? news.screen;
  document.title = news.help ? "● Cần giúp – " + title : title;
  const low = news.paper_low && !news.printer;
  at("printer").textContent = low ? "Sắp hết giấy · paper runs low" : faults[news.printer] ?? news.printer;
  at("printer").className = news.printer || low ? "ill" : "well";
  at("online").textContent = news.online ? "Có mạng · online" : "Mất mạng, vẫn lấy số được · offline, numbers still work";
  at("online").className = news.online ? "well" : "ill";
  at("backlog").textContent = news.backlog;
}

at("coming").addEventListener("click", async () => {
  const answer = await fetch("/api/v1/help/answer", {
    method: "POST", headers: {"Content-Type": "application/json"}, body: "{}",
  }).catch(() => null);
  at("problem").textContent = answer && answer.ok ? "" : "Chưa ghi nhận, bấm lại · not done, press again";
});

listen("kiosk", {kiosk: show}, (up) => {
  if (up) return;
  at("online").textContent = "Kiosk không trả lời · the kiosk does not answer";
  at("online").className = "ill";
}, () => location.reload());
