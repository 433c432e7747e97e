"""What leads from paper, text messages and chats into the mini-program or onto the site's pages inside WeChat."""
