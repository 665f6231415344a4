"""The words of the sign-in page."""

from typing import Final

from central.dashboard.words import Phrases

SIGNIN: Final[Phrases] = {
    "vi": {
        "title": "Đăng nhập",
        "tagline": "Số liệu của mọi Bộ phận Một\u00a0cửa, từ phường, xã đến cả\u00a0nước.",
        "name": "Tên đăng nhập",
        "password": "Mật khẩu",
        "show": "Hiện mật khẩu",
        "hide": "Ẩn mật khẩu",
        "enter": "Đăng nhập",
        "help": "Quên mật khẩu hoặc chưa có tài khoản? Hãy hỏi người quản trị hệ thống của tỉnh.",
        "wrong": "Tên đăng nhập hoặc mật khẩu chưa đúng. Mời nhập lại.",
        "paused": "Đã nhập sai nhiều lần nên tạm khóa đăng nhập. Mời thử lại sau {minutes} phút.",
        "blocked": "Tài khoản này đang bị khóa. Hãy hỏi người quản trị hệ thống của tỉnh.",
        "busy": "Trung tâm đang bận, chưa đăng nhập được. Mời thử lại sau ít phút.",
        "or": "hoặc",
        "by_provider": "Đăng nhập bằng tài khoản của tỉnh",
        "provider_away": "Hệ thống tài khoản của tỉnh chưa trả lời. Mời thử lại sau, hoặc dùng mật khẩu.",
        "provider_again": "Chưa đăng nhập được bằng tài khoản của tỉnh. Mời thử lại.",
        "stranger": "Tài khoản {name} chưa được cấp quyền vào đây. Hãy hỏi người quản trị hệ thống của tỉnh.",
        "unreadable": "Chưa đọc được thông tin vừa gửi. Mời nhập lại.",
    },
    "en": {
        "title": "Sign in",
        "tagline": "Figures of every one-stop office, from the ward to the whole country.",
        "name": "User name",
        "password": "Password",
        "show": "Show password",
        "hide": "Hide password",
        "enter": "Sign in",
        "help": "No account, or a forgotten password? Ask the administrator of your province.",
        "wrong": "The user name or the password is not right. Please try again.",
        "paused": "Too many wrong tries: signing in is paused. Please try again in {minutes} min.",
        "blocked": "This account is blocked. Ask the administrator of your province.",
        "busy": "The centre is busy and could not sign you in. Please try again in a few minutes.",
        "or": "or",
        "by_provider": "Sign in with your province's account",
        "provider_away": "The province's sign-in does not answer. Try again later, or use a password.",
        "provider_again": "Signing in with your province's account did not work. Please try again.",
        "stranger": "The account {name} may not enter the centre. Ask the administrator of your province.",
        "unreadable": "What was sent could not be read. Please try again.",
    },
}
