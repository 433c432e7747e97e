"""WeChat's opinion of what people publish, asked for by moderation: words at once, pictures and sounds by push."""
